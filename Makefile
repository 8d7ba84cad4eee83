# Two commands are all a fresh machine needs: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: demo run test check snapshots bench wheel clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(STAMP)

demo: $(STAMP)          ## the app on the sample portfolio, in a throw-away database
	$(BIN)/greenpath demo

run: $(STAMP)           ## the app on your own database
	$(BIN)/greenpath

test: $(STAMP)          ## every test
	$(BIN)/python -m pytest -n 4 --dist worksteal

check: $(STAMP)         ## style, types, layers
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

snapshots: $(STAMP)     ## accept changed screens (look at each as a picture first)
	$(BIN)/python -m pytest tests/snapshots --snapshot-update

bench: $(STAMP)         ## performance, side by side with the floor
	$(BIN)/python benchmarks/bench.py

wheel: $(STAMP)
	$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache snapshot_report.html
