//! What is written of each object: typed, with the fields in the order in which people write them, and without those that are
//! left out.

use crate::scenario::Amount;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// An object of a manifest.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Object<S> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata,
    spec: S,
}

impl<S> Object<S> {
    /// The object called `name`.
    pub fn new(api_version: &'static str, kind: &'static str, name: &str, spec: S) -> Object<S> {
        Object { api_version, kind, metadata: Metadata { name: name.to_owned() }, spec }
    }
}

#[derive(Debug, Serialize)]
struct Metadata {
    name: String,
}

/// `spec` of a Deployment, or of a Rollout with another strategy.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workload<S> {
    pub replicas: u32,
    pub min_ready_seconds: u32,
    pub progress_deadline_seconds: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress_deadline_abort: Option<bool>,
    pub selector: Selector,
    pub template: Template,
    pub strategy: S,
}

/// Which pods belong to it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Selector {
    match_labels: Labels,
}

impl Selector {
    /// Those of `app`.
    pub fn app(app: &str) -> Selector {
        Selector { match_labels: Labels { app: app.to_owned() } }
    }
}

#[derive(Debug, Serialize)]
struct Labels {
    app: String,
}

/// The pods.
#[derive(Debug, Serialize)]
pub struct Template {
    metadata: LabelledMetadata,
    spec: Pod,
}

#[derive(Debug, Serialize)]
struct LabelledMetadata {
    labels: Labels,
}

impl Template {
    /// Pods of `app`.
    pub fn new(app: &str, spec: Pod) -> Template {
        Template { metadata: LabelledMetadata { labels: Labels { app: app.to_owned() } }, spec }
    }
}

/// A pod.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pod {
    pub termination_grace_period_seconds: u32,
    pub containers: [Container; 1],
}

/// Its container.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Container {
    pub name: String,
    pub image: String,
    pub ports: [Value; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub startup_probe: Option<Probe>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liveness_probe: Option<Probe>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness_probe: Option<Probe>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Value>,
}

/// A probe.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Probe {
    pub http_get: Value,
    pub initial_delay_seconds: u32,
    pub period_seconds: u32,
    pub timeout_seconds: u32,
    pub failure_threshold: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_threshold: Option<u32>,
}

/// `spec.strategy` of a Deployment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeploymentStrategy {
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rolling_update: Option<RollingUpdate>,
}

/// How far a rolling update may go.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RollingUpdate {
    pub max_surge: Amount,
    pub max_unavailable: Amount,
}

/// `spec` of a Service, which may send each client to the same pod.
pub fn service(app: &str, port: u32, is_sticky: bool) -> Value {
    fields([
        ("selector", json!({ "app": app })),
        ("ports", json!([{ "port": 80, "targetPort": port }])),
        ("sessionAffinity", if is_sticky { json!("ClientIP") } else { Value::Null }),
    ])
}

/// Fields one after the other, without those that are `null`.
pub fn fields<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let there = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(there.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}
