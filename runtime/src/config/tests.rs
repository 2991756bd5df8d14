use std::path::Path;

use super::{Config, Limits, SETTINGS};

#[test]
fn all_bad_limits_are_named_at_once() {
    let config = Config::default()
        .set("NAFTIKO_WORKERS", "many")
        .set("NAFTIKO_DRAIN_MS", "0")
        .set("NAFTIKO_REQUEST_BYTES", "100");
    let mut error = super::StartError::default();
    Limits::read(&config, &mut error);
    let message = error.to_string();
    assert!(message.contains("NAFTIKO_WORKERS must be a whole number from 0"), "{message}");
    assert!(message.contains("NAFTIKO_DRAIN_MS"), "{message}");
    assert!(!message.contains("NAFTIKO_REQUEST_BYTES"), "{message}");
}

/// What is read and not known would be said to be read by nobody.
#[test]
fn every_setting_is_known() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![source];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for name in code.split("\"NAFTIKO_").skip(1) {
                let name = name.split('"').next().unwrap_or_default();
                let is_name = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
                if name.is_empty() || !name.bytes().all(is_name) {
                    continue;
                }
                let is_of_control = name.starts_with("CONTROL_") || name.starts_with("HEALTH_");
                let known = SETTINGS.iter().any(|known| known[8..] == *name);
                assert!(known || is_of_control, "NAFTIKO_{name} of {}", path.display());
            }
        }
    }
}

#[test]
fn debugging_shows_no_values() {
    let config = Config::default().set("KEY", "hunter2");
    assert!(!format!("{config:?}").contains("hunter2"));
}
