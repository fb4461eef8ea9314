//! The npm packages in a page that Vite bundled. `cargo xtask package` packs, installs and bundles them.

use drydock_e2e::journey;

#[test]
#[ignore = "needs the bundle: cargo xtask package"]
fn a_bundled_page_evaluates_and_has_the_element() {
    journey("packages", |page| async move {
        page.go("/index.html").await;
        let title = page.until("return document.title !== 'waiting' && document.title").await;
        let title = title.as_str().unwrap_or_default().to_owned();
        let (said, address) = title.rsplit_once(", ").expect("what it evaluated, and the element's address");
        assert_eq!(said, "bundled, 0 missing");
        assert!(address.contains("/drydock/embed.html#v1/p") && address.contains("shown"), "{address}");
    });
}
