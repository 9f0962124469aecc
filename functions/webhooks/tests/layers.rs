//! How this function is built.

#[test]
fn files_stand_in_layers() {
    leadwright_layers::check(env!("CARGO_MANIFEST_DIR"));
}

#[test]
fn the_handler_reaches_the_world_through_ports_alone() {
    leadwright_layers::only_ports(env!("CARGO_MANIFEST_DIR"));
}
