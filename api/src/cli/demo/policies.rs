//! Five policies beside the list of projects, as `demo/policies.toml` tells them.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::Failure;
use super::client::{Client, at, text_at};

/// The file: every entry is the body of a registration.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Policies {
    policy: Vec<Value>,
}

fn built_in() -> Result<Policies, toml::de::Error> {
    toml::from_str(include_str!("../../../demo/policies.toml"))
}

/// Registers the policies and returns the name, verdict and number of targets of each.
pub(super) async fn register(client: &Client, token: &str) -> Result<Vec<Value>, Failure> {
    let policies = built_in().map_err(|error| Failure(format!("演示政策有误：{error}")))?;
    let mut registered = Vec::with_capacity(policies.policy.len());
    for policy in &policies.policy {
        let subject = client.change(Method::POST, token, "/subjects", None, Some(policy)).await?.body;
        registered.push(json!({
            "name": text_at(&subject, "/name"),
            "verdict": text_at(&subject, "/determination/verdict/label"),
            "targets": at(&subject, "/targets").as_array().map_or(0, Vec::len),
        }));
    }
    Ok(registered)
}
