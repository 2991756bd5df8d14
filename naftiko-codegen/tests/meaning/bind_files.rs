//! Binds with a `location`: files, and what is none.

use naftiko_codegen::model::{BindFile, BindFormat, Capability};
use naftiko_codegen::package::features::{Feature, needed};

use super::{errors, program, report, told};

fn document(binds: &str, token: &str) -> String {
    format!(
        "naftiko: 1.0.0-alpha3
info: {{label: Files, description: d}}
binds:
{binds}
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.ships.test
    authentication: {{type: bearer, token: '{token}'}}
    resources: [{{name: e, path: /e, operations: [{{name: op, method: GET}}]}}]
  exposes:
  - type: rest
    namespace: r
    port: 8080
    resources: [{{path: /a, operations: [{{method: GET, name: a, description: d, call: up.op}}]}}]
"
    )
}

fn bind(namespace: &str, location: &str, keys: &str) -> String {
    format!("- {{namespace: {namespace}, location: '{location}', keys: {{{keys}}}}}\n")
}

/// Each variable, and where it is read from: the variable of its file, the path and the key.
fn read(capability: &Capability) -> Vec<String> {
    let line = |variable: &naftiko_codegen::model::Variable| match &variable.bound {
        Some(bound) => {
            let BindFile { variable: name, path, .. } = &bound.file;
            format!("{} {name} {path} {}", variable.name, bound.key)
        }
        None => variable.name.clone(),
    };
    capability.variables.iter().map(line).collect()
}

#[test]
fn values_of_files_are_read_at_start() {
    let yaml = bind("registry-env", "file:///./shared/secrets.yaml", "TOKEN: registry-token");
    let capability = program(&document(&yaml, "{{TOKEN}}"));
    let place = "TOKEN REGISTRY_ENV_BIND_FILE shared/secrets.yaml registry-token";
    assert_eq!(read(&capability), [place]);
    assert!(needed(&capability).is_superset(&[Feature::Binds, Feature::Yaml].into()));
    assert_eq!(told(&document(&yaml, "{{TOKEN}}")), Vec::<&str>::new());
    for (location, path, format) in [
        ("file:///./a.yml", "a.yml", BindFormat::Yaml),
        ("file://./a.json", "a.json", BindFormat::Json),
        ("file:///run/secrets/a", "/run/secrets/a", BindFormat::Json),
        ("file:///run/a.YAML", "/run/a.YAML", BindFormat::Json),
    ] {
        let capability = program(&document(&bind("b", location, "TOKEN: t"), "{{b.TOKEN}}"));
        let file = &capability.variables[0].bound.as_ref().unwrap().file;
        assert_eq!((file.path.as_str(), file.format), (path, format));
        assert!(needed(&capability).contains(&Feature::Binds));
        assert_eq!(needed(&capability).contains(&Feature::Yaml), format == BindFormat::Yaml);
    }
}

#[test]
fn what_nobody_uses_is_not_read() {
    let both = bind("a", "file:///./a.yaml", "UNUSED: x") + &bind("b", "file:///./b", "TOKEN: t");
    let capability = program(&document(&both, "{{TOKEN}}"));
    assert_eq!(read(&capability), ["TOKEN B_BIND_FILE b t"]);
    assert!(!needed(&capability).contains(&Feature::Yaml));
}

#[test]
fn names_are_kept_apart() {
    let of = |binds: &[String], token: &str| read(&program(&document(&binds.concat(), token)));
    let (a, b) = (bind("a", "file:///./a", "TOKEN: t"), bind("b", "file:///./b", "TOKEN: t"));
    let both = "{{a.TOKEN}}{{b.TOKEN}}";
    assert_eq!(
        of(&[a.clone(), b.clone()], both),
        ["A_TOKEN A_BIND_FILE a t", "B_TOKEN B_BIND_FILE b t"]
    );
    // One key of one file is one variable, whoever declares it.
    let again = bind("b", "file://./a", "TOKEN: t");
    assert_eq!(of(&[a.clone(), again.clone()], both), ["TOKEN A_BIND_FILE a t"]);
    assert_eq!(of(&[a.clone(), again], "{{TOKEN}}"), ["TOKEN A_BIND_FILE a t"]);
    let key = bind("b", "file://./a", "TOKEN: other");
    assert_eq!(
        of(&[a.clone(), key], both),
        ["A_TOKEN A_BIND_FILE a t", "B_TOKEN A_BIND_FILE a other"]
    );
    // The environment keeps its names, those that are declared and those that are not.
    let mapped = "- {namespace: env, keys: {OTHER: TOKEN}}\n".to_owned();
    assert_eq!(
        of(&[a.clone(), mapped], "{{TOKEN}}{{OTHER}}"),
        ["A_TOKEN A_BIND_FILE a t", "TOKEN"]
    );
    let file = "- {namespace: env, keys: {A_BIND: A_BIND, TOKEN_FILE: TOKEN_FILE}}\n".to_owned();
    assert_eq!(
        of(&[a.clone(), file], "{{TOKEN}}{{A_BIND}}{{TOKEN_FILE}}"),
        ["TOKEN A_BIND_FILE_2 a t", "A_BIND", "TOKEN_FILE"]
    );
    let twice = bind("a", "file:///./c", "MORE: t");
    assert_eq!(
        of(&[a.clone(), twice], "{{TOKEN}}{{MORE}}"),
        ["TOKEN A_BIND_FILE a t", "MORE A_BIND_FILE_2 c t"]
    );
    let bare = "- {location: 'file:///./a', keys: {TOKEN: t}}\n".to_owned();
    assert_eq!(of(&[bare], "{{TOKEN}}"), ["TOKEN BIND_FILE a t"]);
    assert_eq!(errors(&document(&(a + &b), "{{TOKEN}}")), ["ambiguous-variable"]);
}

#[test]
fn a_location_that_is_no_file_is_one_error() {
    for (location, code, says, help) in [
        ("vault://secret/app", "unsupported-feature", "from `vault:`", "<VARIABLE>_FILE"),
        ("k8s://ns/app", "unsupported-feature", "from `k8s:`", "location: file:///"),
        ("https://x.test/a", "unsupported-feature", "from `https:`", "mount the secret"),
        ("./a.yaml", "location-invalid", "is no URI", "file:///./secrets.yaml"),
        ("file://host/a.yaml", "location-invalid", "another machine", "file:///./secrets.yaml"),
        ("file:///./", "location-invalid", "names no file", "file:///./secrets.yaml"),
        ("file:///{{DIR}}/a", "location-invalid", "has a `{`", "does not change"),
    ] {
        let text = document(&bind("b", location, "TOKEN: t"), "{{TOKEN}}");
        assert_eq!(errors(&text), [code], "{location}");
        let report = report(&text);
        let finding = report.findings.iter().find(|finding| finding.code.as_str() == code).unwrap();
        assert!(finding.message.contains(says), "{}", finding.message);
        assert!(finding.help.as_ref().unwrap().contains(help), "{finding:?}");
        let place = text.lines().nth(finding.span.unwrap().line as usize - 1).unwrap();
        assert!(place.contains(location), "{place}");
    }
}

/// Versions before 1.0.0 name the same by `uri`.
#[test]
fn external_references_are_binds() {
    let text = document("", "{{TOKEN}}").replace("1.0.0-alpha3", "'0.5'").replace(
        "binds:",
        "externalRefs: [{name: env, description: d, type: json, uri: 'file:///./a.json', keys: {TOKEN: t}}]",
    );
    let report = report(&text);
    let capability = report.capability.as_ref();
    let read = capability.map(read).unwrap_or_default();
    assert_eq!(read, ["TOKEN ENV_BIND_FILE a.json t"], "{:#?}", report.findings);
}
