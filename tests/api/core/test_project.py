PROJECTS = "/api/v1/crm/projects"


async def test_a_project_is_opened_shown_and_listed(client):
    made = await client.post(PROJECTS, json={"name": "Loja", "session_timeout_minutes": 45})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    project = made.json()
    assert (await client.get(f"{PROJECTS}/{project['id']}")).json() == project
    assert (await client.get(PROJECTS)).json() == {"items": [project], "next": None}


async def test_pages_of_projects_hold_each_once(client):
    made = {(await client.post(PROJECTS, json={"name": f"P{n}"})).json()["id"] for n in range(3)}
    first = (await client.get(PROJECTS, params={"limit": 2})).json()
    rest = (await client.get(PROJECTS, params={"limit": 2, "cursor": first["next"]})).json()
    assert {one["id"] for one in first["items"] + rest["items"]} == made
    assert rest["next"] is None


async def test_a_credential_of_one_project_sees_that_one_and_opens_none(client, credential, tenant_id):
    ours, other = [(await client.post(PROJECTS, json={"name": name})).json() for name in ("Ours", "Other")]
    bound = credential(tenant_id, project_id=ours["id"])
    assert (await client.get(PROJECTS, headers=bound)).json()["items"] == [ours]
    assert (await client.get(f"{PROJECTS}/{ours['id']}", headers=bound)).json() == ours
    assert (await client.get(f"{PROJECTS}/{other['id']}", headers=bound)).status_code == 404
    assert (await client.post(PROJECTS, headers=bound, json={"name": "Third"})).status_code == 403
