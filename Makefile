# Every target installs what it needs first. STACK chooses the environment: make preview STACK=prod
# make returns 2 for whatever fails; the commands behind it (./imprun --help) tell 1, failed, from 2, findings.

DEFAULT_STACK := dev
STACK ?= $(DEFAULT_STACK)
ARGS ?=
RUN := ./imprun
BIN := node_modules/.bin
PROGRAMS := pulumi helm etcd kube-apiserver kube-controller-manager kube-scheduler kwok
UNIT := "test/unit/**/*.test.ts"
# The tools' first line asks for `node`: this is the pinned one.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Only the default environment is changed without a question; for another, answer it or add ARGS=--yes.
YES := $(if $(filter $(DEFAULT_STACK),$(STACK)),--yes)

# Targets of one check run side by side; their output is kept together where this make can.
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
CHECKS := check-style check-types check-secrets check-unit

.DEFAULT_GOAL := help
.PHONY: help setup plan preview up down status drift diff check $(CHECKS) programs test bench fmt schema

help: ## show this list
	@echo "make <target> [STACK=dev] [ARGS=--json]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-9s %s\n", $$1, $$2 }' Makefile
	@echo "More commands, and their options: ./imprun --help"

setup: ## install what is missing
	@$(RUN) setup

plan: ## show what the stack file decides, without engine or cluster
	@$(RUN) plan --stack $(STACK) $(ARGS)

preview: ## show what up would change
	@$(RUN) preview --stack $(STACK) $(ARGS)

up: ## create or change everything that the stack file says
	@$(RUN) up --stack $(STACK) $(YES) $(ARGS)

down: ## destroy the stack, and its sandbox if it has one
	@$(RUN) down --stack $(STACK) $(YES) $(ARGS)

status: ## show what runs and how to reach it
	@$(RUN) status --stack $(STACK) $(ARGS)

drift: ## compare the program and the state with the cluster
	@$(RUN) drift --stack $(STACK) $(ARGS)

diff: ## compare the rendered objects with those of a git ref (ARGS="--base main")
	@$(RUN) diff --stack $(STACK) $(ARGS)

check: setup ## format, lint, types, secrets and unit tests, side by side
	@$(MAKE) --no-print-directory --keep-going -j $(words $(CHECKS)) $(TOGETHER) $(CHECKS)

check-style:
	@$(BIN)/biome check --error-on-warnings .

check-types:
	@$(BIN)/tsc --noEmit

check-secrets:
	@$(BIN)/node .githooks/secret-check.ts --all

check-unit:
	@$(BIN)/mocha $(UNIT)

# Programs are built before the tests start, so that no test's time limit covers a build.
programs: setup
	@$(BIN)/node sandbox/main.ts tools $(PROGRAMS) >/dev/null

test: programs ## everything that a release needs; the last line is the sum
	@$(BIN)/mocha $(UNIT) "test/static/*.test.ts" "test/*/**/*.test.ts"

bench: setup ## measure, and compare with what is recorded
	@$(BIN)/node bench/main.ts $(ARGS)

fmt: setup ## format, and mend what can be mended safely
	@$(BIN)/biome check --write .

schema: ## write the stack file's JSON Schema and the configuration reference
	@$(RUN) schema
