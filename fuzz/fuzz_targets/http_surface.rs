//! Any bytes on a connection to a surface are answered in HTTP, without a panic, without a 500 and
//! without a secret.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use naftiko_fuzz::{SECRET, answer, bodies, config, first_reply, mock, outputs, places, state};
use naftiko_runtime::codegen::{McpService, RestService};

static REST: LazyLock<[RestService; 4]> = LazyLock::new(|| {
    [
        places::rest::service(&state(&places::CAPABILITY), &config(&places::CAPABILITY))
            .expect("everything is set"),
        bodies::rest::service(&state(&bodies::CAPABILITY), &config(&bodies::CAPABILITY))
            .expect("everything is set"),
        outputs::rest::service(&state(&outputs::CAPABILITY), &config(&outputs::CAPABILITY))
            .expect("everything is set"),
        mock::rest::service(&state(&mock::CAPABILITY), &config(&mock::CAPABILITY))
            .expect("everything is set"),
    ]
});
static MCP: LazyLock<McpService> = LazyLock::new(|| {
    places::mcp::service(&state(&places::CAPABILITY), &config(&places::CAPABILITY))
        .expect("everything is set")
});

fuzz_target!(|input: &[u8]| {
    let Some((which, bytes)) = input.split_first() else { return };
    let output = match REST.get(usize::from(*which) % (REST.len() + 1)) {
        Some(rest) => answer(rest, bytes),
        None => answer(&*MCP, bytes),
    };
    let shown = String::from_utf8_lossy(&output);
    assert!(!shown.contains(SECRET), "{shown}");
    if let Some(reply) = first_reply(&output) {
        assert_ne!(reply.status, 500, "{shown}");
    }
});
