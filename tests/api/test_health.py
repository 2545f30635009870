async def test_the_service_says_that_it_is_up_and_nothing_else(anybody):
    answer = await anybody.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
