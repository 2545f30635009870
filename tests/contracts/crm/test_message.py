from itertools import permutations

from contracts.crm.message import MessageStatus, further


def test_a_status_never_moves_backwards_whatever_the_order_of_reports():
    reports = [MessageStatus.SENT, MessageStatus.READ, MessageStatus.DELIVERED]
    for order in permutations(reports):
        status = MessageStatus.QUEUED
        for report in order:
            status = further(status, report)
        assert status is MessageStatus.READ


def test_a_failure_is_told_until_a_receipt_proves_it_wrong():
    assert further(MessageStatus.SENT, MessageStatus.FAILED) is MessageStatus.FAILED
    assert further(MessageStatus.FAILED, MessageStatus.DELIVERED) is MessageStatus.DELIVERED
    assert further(MessageStatus.DELIVERED, MessageStatus.FAILED) is MessageStatus.DELIVERED
