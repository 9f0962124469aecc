//! How this crate is built.

/// No module imports one above it, and no files import each other in a loop.
#[test]
fn modules_stand_in_layers() {
    leadwright_layers::check(env!("CARGO_MANIFEST_DIR"));
}
