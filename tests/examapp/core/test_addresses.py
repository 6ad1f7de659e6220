from examapp.core.addresses import is_loopback


def test_only_addresses_of_this_machine_are_loopback() -> None:
    assert [is_loopback(host) for host in ("127.0.0.2", "[::1]", "localhost", "10.0.0.1", "", "x")] == [
        *[True] * 3,
        *[False] * 3,
    ]
