import pytest


@pytest.fixture(autouse=True)
def untraced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have coverage leave the processes alone: a killed one writes down nothing of what tracing cost it."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
