//! How this crate is built.

#[test]
fn files_stand_in_layers() {
    leadwright_layers::check(env!("CARGO_MANIFEST_DIR"));
}
