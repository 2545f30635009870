"""Whatever is killed while it works: every message is there once, in its session, with all that became of it."""


def assert_flawless(comparison):
    assert comparison.messages > 0
    assert (comparison.lost, comparison.doubled, comparison.out_of_order) == (0, 0, 0)
    assert comparison.flawless, comparison


async def test_flows_and_relay_may_be_killed_again_and_again(theatre, webhooks):
    proof = await theatre.prover.prove(webhooks, theatre.undisturbed, kills=3)
    assert proof.kills == 6
    assert_flawless(proof.comparison)


async def test_a_broker_that_forgot_everything_and_took_more_than_before_loses_nothing(services, theatre, webhooks):
    part = len(webhooks) * 2 // 5
    await theatre.play(webhooks[:part])
    await theatre.until_quiet()
    cluster = services.state["kafka_cluster_id"]
    services.kill("kafka")
    services.restart("kafka")
    assert services.state["kafka_cluster_id"] != cluster
    await theatre.play(webhooks[part:])
    await theatre.until_quiet()
    assert_flawless(await theatre.compare(webhooks))


async def test_a_broker_that_forgets_everything_in_the_middle_loses_nothing(services, theatre, webhooks):
    def forget():
        services.kill("kafka")
        services.restart("kafka")

    await theatre.play(webhooks, half=forget)
    await theatre.until_quiet()
    assert_flawless(await theatre.compare(webhooks))


async def test_an_api_killed_while_it_takes_webhooks_loses_none_that_is_sent_again(theatre, webhooks):
    played = await theatre.play(webhooks, half=lambda: theatre.processes.kill("api"))
    assert played.retried > 0
    await theatre.until_quiet()
    assert_flawless(await theatre.compare(webhooks))


async def test_a_postgres_killed_while_it_writes_loses_nothing(services, theatre, webhooks):
    def restart():
        services.kill("postgres")
        services.restart("postgres")

    played = await theatre.play(webhooks, half=restart)
    assert played.retried > 0
    await theatre.until_quiet()
    assert_flawless(await theatre.compare(webhooks))
