"""Numbers as people write and read them."""

from decimal import Decimal

from greenpath_tui.domain.figures import figure, read_figure, read_whole


def test_figures_have_no_exponent() -> None:
    assert [figure(Decimal(x)) for x in ("4.6", "97", "4.8E+4", "1E-7")] == [
        "4.6",
        "97",
        "48,000",
        "0.0000001",
    ]
    assert figure(None) == ""


def test_single_figures() -> None:
    assert read_figure("4,6") == Decimal("4.6")
    assert read_figure("48k") == 48000
    assert read_figure("2M") == 2_000_000
    assert read_figure("-3") == -3
    for text in ("", "k", "about 5", "1e5", "1.2.3", "5 %"):
        assert read_figure(text) is None


def test_whole_numbers() -> None:
    assert (read_whole("7"), read_whole("-3"), read_whole("007")) == (7, -3, 7)
    for text in ("", "1.5", "1e3", "٣", "1234567890"):
        assert read_whole(text) is None
