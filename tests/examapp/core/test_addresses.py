import pytest

from examapp.core.addresses import counted_place, is_loopback


def test_only_addresses_of_this_machine_are_loopback() -> None:
    assert [is_loopback(host) for host in ("127.0.0.2", "[::1]", "localhost", "10.0.0.1", "", "x")] == [
        *[True] * 3,
        *[False] * 3,
    ]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("2a02:6b8:0:1:5::7", "2a02:6b8:0:1::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_a_throttle_counts_a_network_of_ipv6_as_one_place(address: str, counted: str) -> None:
    assert counted_place(address) == counted
