//! Two states side by side, and why a build of one after the other runs what it runs.

use drydock_e2e::journey;

const OLD: &str = "FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app.py .\n";
const NEW: &str = "FROM python:3.12\nWORKDIR /app\nENV MODE=web\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY app.py .\n";

#[test]
fn two_pasted_dockerfiles_say_why_they_rebuild() {
    journey("compare-paste", |page| async move {
        page.open("").await;
        page.show("Compare").await;
        page.type_into("Old Dockerfile", OLD).await;
        page.type_into("New Dockerfile", NEW).await;
        page.click("button", "Why did this rebuild?").await;
        page.sees("So line 5 of B runs").await;
        page.sees("and so does 1 step after it").await;
        page.sees("Nobody gave app.py, requirements.txt").await;
        let lit = page
            .script(
                "return [...document.querySelectorAll('pre mark')].map((mark) => mark.textContent)",
                vec![],
            )
            .await;
        assert_eq!(lit, serde_json::json!(["ENV MODE=web", "--no-cache-dir"]));
        // One's own work is a click away.
        page.click("button", "Back to it").await;
        page.show("Build").await;
        page.sees("node").await;
    });
}

#[test]
fn one_link_holds_both_sides_with_their_figures() {
    journey("compare-link", |page| async move {
        let both = r#"{"d":"FROM python:3.12-slim\n","k":{"d":"FROM python:3.12\n"},"w":"compare"}"#;
        let encoded: String = both.bytes().map(|byte| format!("%{byte:02X}")).collect();
        page.open(&format!("#v1/p{encoded}")).await;
        page.sees("smaller").await;
        page.sees("catalogue, python:3.12").await;
        page.until("return location.hash.startsWith('#v1/d')").await;
        let before = page.address().await;
        page.click("button", "Swap A and B").await;
        page.sees("larger").await;
        page.until(&format!("return location.href !== {before:?}")).await;
        page.reload().await;
        page.sees("larger").await;
    });
}
