#!/bin/sh
# Copies the documents of the tests to where the fuzzer looks for seeds.
set -eu
cd "$(dirname "$0")"
for target in text_to_findings document_to_code; do
    mkdir -p "corpus/$target"
    cp ../naftiko-codegen/tests/findings/*.yaml "corpus/$target/"
    cp ../naftiko-codegen/tests/golden/*/*.yaml "corpus/$target/"
    for regression in ../naftiko-codegen/tests/regressions/*.yaml; do
        if [ -e "$regression" ]; then cp "$regression" "corpus/$target/"; fi
    done
done
