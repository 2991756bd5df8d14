//! A document with one tool, for tests of its steps.

/// `resource` is the consumed resource, and `tool` what the tool has below its description, both as they are indented there.
pub(super) fn document(resource: &str, tool: &str) -> String {
    format!(
        "\
naftiko: 1.0.0-alpha2
info: {{label: l, description: d}}
capability:
  consumes:
  - type: http
    namespace: up
    baseUri: https://up.test
    resources:
{resource}  exposes:
  - type: mcp
    namespace: t
    port: 9090
    transport: http
    tools:
    - name: tool
      description: d
{tool}"
    )
}
