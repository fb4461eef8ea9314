//! What a person knows better than any table: sizes and times of steps, and base images.

use drydock_e2e::journey;

#[test]
fn a_size_is_stated_in_a_comment_and_taken_back() {
    journey("stating-size", |page| async move {
        page.open_project("FROM alpine\nRUN ./make-it\n", &[]).await;
        page.click("button", "State size or time… RUN ./make-it").await;
        page.type_into("Bytes it adds", "much").await;
        page.click("button", "State it").await;
        page.sees("such as 120MB").await;
        page.type_into("Bytes it adds", "120MB").await;
        page.click("button", "State it").await;
        page.sees("# drydock: size=120MB").await;
        page.sees("Change what you state…").await;
        page.press_control("z").await;
        page.sees("State size or time…").await;
        assert!(!page.text().await.contains("# drydock:"));
    });
}

#[test]
fn an_image_that_nobody_knows_is_described() {
    journey("stating-image", |page| async move {
        page.open_project("FROM registry.example.com/team/base:1\nRUN true\n", &[]).await;
        page.until("return location.hash.startsWith('#v1/d')").await;
        let before = page.address().await;
        page.click("button", "Describe the image…").await;
        page.click("button", "Write it by hand").await;
        page.sees("120.0 MB").await;
        page.click("button", "Use this description").await;
        page.sees("120 MB").await;
        page.until(&format!("return location.href !== {before:?}")).await;
        page.reload().await;
        page.sees("120 MB").await;
    });
}
