import pytest

from contracts.crm.channel import TRANSITIONS, ChannelMayNot, ChannelStatus, advance


def test_every_status_has_its_row_and_staying_is_always_allowed():
    assert set(TRANSITIONS) == set(ChannelStatus)
    assert all(advance(status, status) is status for status in ChannelStatus)


def test_a_channel_goes_only_where_the_table_lets_it():
    assert advance(ChannelStatus.INACTIVE, ChannelStatus.ACTIVATING) is ChannelStatus.ACTIVATING
    with pytest.raises(ChannelMayNot, match="active cannot become activating"):
        advance(ChannelStatus.ACTIVE, ChannelStatus.ACTIVATING)
