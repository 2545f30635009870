"""Where a tenant's URL may not lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.address import refusal
from connectors.http import check_url
from contracts.errors import Invalid

REFUSED = [
    # not https, or not a URL
    "http://hooks.example.com/",
    "HTTP://hooks.example.com/",
    "ftp://hooks.example.com/",
    "file:///etc/passwd",
    "gopher://hooks.example.com:443/_GET",
    "ws://hooks.example.com/",
    "data:text/plain,hello",
    "javascript:alert(1)",
    "//hooks.example.com/",
    "hooks.example.com",
    "https:hooks.example.com",
    "https:///hook",
    "https://",
    "https://?a=1",
    "https://:443/",
    "",
    "https://" + "a" * 2100 + ".example.com/",
    # who is called is said twice
    "https://user@hooks.example.com/",
    "https://user:password@hooks.example.com/",
    "https://hooks.example.com@10.0.0.1/",
    "https://10.0.0.1#@hooks.example.com/",
    "https://hooks.example.com\\@10.0.0.1/",
    "https://hooks.example.com%2f@10.0.0.1/",
    "https://hooks.example.com%00.internal/",
    "https://hooks.example.com\r\nHost: 10.0.0.1/",
    "https://hooks.example.com/\r\nX: y",
    "https://hooks.example.com/\x00",
    "https://hooks.example.com\t/",
    " https://hooks.example.com/",
    "https://hooks example.com/",
    # ports
    "https://hooks.example.com:8443/",
    "https://hooks.example.com:80/",
    "https://hooks.example.com:22/",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:99999/",
    "https://hooks.example.com:/",
    "https://hooks.example.com:４４３/",
    "https://hooks.example.com:-443/",
    "https://hooks.example.com:443:443/",
    # names of the inside
    "https://localhost/",
    "https://LOCALHOST/",
    "https://api.localhost/",
    "https://localhost./",
    "https://localhost.localdomain/",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://METADATA.GOOGLE.INTERNAL/",
    "https://printer.local/",
    "https://db.corp/",
    "https://router.lan/",
    "https://box.home.arpa/",
    "https://wiki.intranet/",
    "https://redis.default.svc/",
    "https://redis.default.svc.cluster.local/",
    "https://1.0.0.10.in-addr.arpa/",
    "https://instance-data/latest/",
    "https://metadata/",
    "https://postgres/",
    "https://kafka:9092/",
    # names that are none
    "https://hooks.example.com./",
    "https://hooks..example.com/",
    "https://.example.com/",
    "https://-hooks.example.com/",
    "https://hooks_a.example.com/",
    "https://" + "a" * 64 + ".example.com/",
    "https://" + ".".join(["a"] * 130) + ".com/",
    "https://hooks.exam*ple.com/",
    "https://hooks.example.com,10.0.0.1/",
    "https://[hooks.example.com]/",
    # IPv4
    "https://127.0.0.1/",
    "https://127.8.8.8/",
    "https://0.0.0.0/",
    "https://10.20.30.40/",
    "https://172.16.5.5/",
    "https://172.31.255.255/",
    "https://192.168.0.10/",
    "https://169.254.169.254/latest/meta-data/",
    "https://169.254.170.2/",
    "https://100.64.0.1/",
    "https://100.100.100.200/",
    "https://168.63.129.16/",
    "https://192.0.0.192/",
    "https://198.19.255.1/",
    "https://203.0.113.9/",
    "https://224.0.0.1/",
    "https://240.1.2.3/",
    "https://255.255.255.255/",
    # IPv4 in other spellings
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0x7f.0x0.0x0.0x1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://0o177.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.0.0.01/",
    "https://127.0.0.256/",
    "https://127.0.0.1./",
    "https://1.2.3.4.5/",
    "https://10.0.0.0x1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://127。0。0。1/",
    "https://１２７.0.0.1/",
    "https://１０.0.0.1/",
    "https://loc\u00adalhost/",
    "https://ｌｏｃａｌｈｏｓｔ/",
    "https://local\u200bhost/",
    # IPv6
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::10.0.0.1]/",
    "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a00:1::]/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "https://[2001:db8::1]/",
    "https://[3fff::1]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[100::1]/",
    "https://[5f00::1]/",
    "https://[::1]:443/",
    "https://::1/",
    "https://[::1/",
]

ACCEPTED = [
    "https://hooks.example.com",
    "https://hooks.example.com/",
    "HTTPS://Hooks.Example.COM/Path?a=1&b=%20c#part",
    "https://hooks.example.com:443/hook",
    "https://a.b.c.example.co/x",
    "https://xn--caf-dma.example/hook",
    "https://café.example/hook",
    "https://1password.example.com/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "https://hooks.example.com/a/b@c",
    "https://hooks.example.com/?next=http://10.0.0.1/",
]


@pytest.mark.parametrize("url", REFUSED)
def test_such_a_url_is_not_stored(url):
    with pytest.raises(Invalid) as refused:
        check_url(url)
    assert str(refused.value)


@pytest.mark.parametrize("url", ACCEPTED)
def test_an_ordinary_url_is_stored(url):
    check_url(url)


def test_there_are_more_than_sixty_such_urls():
    assert len(set(REFUSED)) == len(REFUSED) > 60


@pytest.mark.parametrize(
    "url,allow",
    [
        ("http://waha.internal:3000/api", "waha.internal:3000"),
        ("http://WAHA.internal:3000", "waha.internal:3000"),
        ("https://waha.internal", "waha.internal:443"),
        ("http://waha", " WAHA:80 "),
        ("http://127.0.0.1:3000/", "127.0.0.1:3000"),
        ("http://[::1]:3000/", "[::1]:3000"),
        ("https://hooks.example.com:8443/", "hooks.example.com:8443"),
    ],
)
def test_the_operator_may_allow_a_host_and_port(url, allow):
    check_url(url, [allow])
    with pytest.raises(Invalid):
        check_url(url, [])


@pytest.mark.parametrize(
    "url",
    [
        "http://waha.internal:3001/",
        "http://waha.internal/",
        "https://waha.internal/",
        "http://other.internal:3000/",
        "http://waha.internal.example.com:3000/",
        "http://user@waha.internal:3000/",
        "http://waha.internal:3000@10.0.0.1/",
        "ftp://waha.internal:3000/",
    ],
)
def test_what_is_allowed_opens_nothing_beside_it(url):
    with pytest.raises(Invalid):
        check_url(url, ["waha.internal:3000"])


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "177.71.128.21", "2800:3f0:4001:80f::200e"])
def test_a_public_address_may_be_reached(address):
    assert refusal(address) is None


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_that_carries_an_ipv4_address_is_never_reached(address):
    if address.ipv4_mapped or address.sixtofour or address.teredo:
        assert refusal(str(address)) is not None


@given(st.ip_addresses())
def test_nothing_that_is_not_global_is_reached(address):
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert refusal(str(address)) is not None


@given(st.text())
def test_any_text_is_accepted_or_refused_with_a_reason(url):
    for candidate in (url, f"https://{url}", f"https://{url}/"):
        try:
            check_url(candidate)
        except Invalid as refused:
            assert str(refused)  # noqa: PT017 - either outcome is right
