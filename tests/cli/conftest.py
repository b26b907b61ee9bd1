import pytest
from command_line import Main


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Main:
    """Call `liveblog-monitor WORDS` in this process."""
    return Main(monkeypatch, capsys)
