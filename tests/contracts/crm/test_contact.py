from contracts.crm.contact import Identity, best_identity


def test_a_phone_names_a_person_better_than_a_lid_and_both_better_than_the_rest():
    phone, lid, other = Identity("phone", "+5531900000001"), Identity("lid", "1"), Identity("email", "a@b.co")
    assert best_identity([other, lid, phone]) == phone
    assert best_identity([other, lid]) == lid
