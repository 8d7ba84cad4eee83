"""What an error of the command line looks like."""


def sentence(err: str) -> str:
    """Standard error, which must be one plain sentence."""
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    assert "\x1b" not in err
    return err.strip()
