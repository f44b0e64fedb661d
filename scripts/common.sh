# What the scripts share; sourced, not run.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never NO_COLOR=1

# The folder that cargo builds into.
target_folder=${CARGO_TARGET_DIR:-target}

# The packages of the workspace: the facade, and a folder each.
packages() {
  echo headroom
  local manifest
  for manifest in headroom-*/Cargo.toml; do dirname "$manifest"; done
}

# features PACKAGE: the names of the features that its manifest has.
features() {
  local manifest=$1/Cargo.toml
  [ "$1" != headroom ] || manifest=Cargo.toml
  awk '/^\[/ { on = $1 == "[features]" } on && /^[A-Za-z0-9_-]+ *=/ { sub(/ *=.*/, ""); print }' "$manifest"
}

# all_features [EXCEPT]: every feature of every package, as cargo takes them.
all_features() {
  local package feature list=
  for package in $(packages); do
    for feature in $(features "$package"); do
      [ "$feature" = "${1:-}" ] || list+="$package/$feature,"
    done
  done
  echo "${list%,}"
}

# with_onnxruntime COMMAND...: tells a command where the library is on which the tests of models run. They
# have no use without it, and fail.
with_onnxruntime() {
  HEADROOM_ONNXRUNTIME=$(scripts/onnxruntime || true) "$@"
}
