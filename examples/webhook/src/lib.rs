//! A validating admission webhook: which images may run.
//!
//! The API server sends every pod, and every object that makes pods, as an `AdmissionReview`; the answer is yes, or no
//! with the field, the image and the reason. What cannot be read is refused: a check that fails open is none.
//!
//! An update is asked about the images that it brings. One that brings none is let through whatever the pod runs, or a
//! pod from before the webhook could never lose its finalizers, and so never go.
//!
//! It speaks plain HTTP and stands behind whatever ends TLS for it, which the API server demands. The
//! `ValidatingWebhookConfiguration` needs `failurePolicy: Fail`, the operations `CREATE` and `UPDATE`, and the resources
//! `pods`, `pods/ephemeralcontainers` and the eight kinds of workloads; `pullspec::guide::security` says why.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use kube::core::DynamicObject;
use kube::core::admission::{AdmissionRequest, AdmissionResponse, AdmissionReview, Operation};
use pullspec::Reference;
use pullspec::api::Workload;
use pullspec::pattern::PatternSet;

/// Answers `POST /validate`.
pub fn router(allowed: PatternSet) -> Router {
    Router::new().route("/validate", post(validate)).with_state(Arc::new(allowed))
}

async fn validate(State(allowed): State<Arc<PatternSet>>, body: Bytes) -> Response {
    let review = serde_json::from_slice::<AdmissionReview<DynamicObject>>(&body);
    let request: AdmissionRequest<DynamicObject> = match review.map(TryInto::try_into) {
        Ok(Ok(request)) => request,
        // Without the request's `uid` there is no review to send back; any other status counts as a failed webhook.
        _ => return (StatusCode::BAD_REQUEST, "not an AdmissionReview with a request").into_response(),
    };
    let response = AdmissionResponse::from(&request);
    let response = match check(&allowed, &request) {
        Ok(()) => response,
        Err(reason) => response.deny(reason),
    };
    match serde_json::to_vec(&response.into_review()) {
        Ok(review) => ([(header::CONTENT_TYPE, "application/json")], review).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// Whether every image that the object brings is allowed; if not, the first that is not, and why.
///
/// # Errors
/// An object that is not of a built-in kind, one without containers, an image that does not parse, one that no pattern
/// allows.
pub fn check(allowed: &PatternSet, request: &AdmissionRequest<DynamicObject>) -> Result<(), String> {
    if request.operation == Operation::Delete {
        return Ok(()); // It brings nothing; the review has no object.
    }
    let object = read(request.object.as_ref().ok_or("a review without an object")?)?;
    // An old object that cannot be read has no images that could excuse those of the new one.
    let old = match (&request.operation, &request.old_object) {
        (Operation::Update, Some(old)) => read(old).ok(),
        _ => None,
    };
    let known: HashSet<&str> = old.iter().flat_map(Workload::images).map(|image| image.image()).collect();
    for image in object.images().filter(|image| !known.contains(image.image())) {
        let place = image.path();
        let text = image.image();
        let reference = Reference::parse(text).map_err(|error| format!("{place}: {text:?}: {error}"))?;
        allowed.check(&reference).map_err(|refused| format!("{place}: {text:?}: {refused}"))?;
    }
    Ok(())
}

fn read(object: &DynamicObject) -> Result<Workload, String> {
    serde_json::to_value(object).and_then(serde_json::from_value).map_err(|error| error.to_string())
}
