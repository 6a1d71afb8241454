"""Where somebody may be sent on to."""

import pytest

from eventsite.web.paths import own_path, own_referrer


@pytest.mark.parametrize("path", ["/", "/summit/agenda", "/summit/agenda?day=2026-11-01&q=a%20b", "/summit/#now"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "target",
    [
        None, "", "agenda", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/",
        "javascript:alert(1)", "/a\\b", "/a\nLocation: https://evil.example", "/\t/evil.example", " /agenda",
    ],
)  # fmt: skip
def test_everything_else_is_dropped(target: str | None) -> None:
    assert own_path(target) == ""


@pytest.mark.parametrize(
    ("referrer", "path"),
    [
        ("http://site.example/summit/agenda?day=2026-11-01", "/summit/agenda?day=2026-11-01"),
        ("https://site.example/summit/", "/summit/"),
        ("https://evil.example/summit/", ""),
        ("https://site.example//evil.example/", ""),
        ("http://[broken/", ""),
        ("about:blank", ""),
        (None, ""),
    ],
)
def test_a_referrer_counts_when_it_is_ours(referrer: str | None, path: str) -> None:
    assert own_referrer(referrer, "site.example") == path
