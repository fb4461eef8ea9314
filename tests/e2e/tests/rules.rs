//! The pages of the rules: each with its examples at work, reachable by keyboard and by a link of its own.

use drydock_e2e::{Page, journey};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// Opens the page of each rule from `arguments[0]` on, twenty at most, and answers what is wrong with them.
const WALK: &str = "
    const [from, done] = arguments;
    const dialog = document.querySelector('dialog');
    const wait = (holds) => new Promise((resolve, reject) => {
      const begun = performance.now();
      const look = () => {
        if (holds()) resolve();
        else if (performance.now() - begun > 8000) reject(new Error('never shown'));
        else requestAnimationFrame(look);
      };
      look();
    });
    const buttons = [...dialog.querySelectorAll('nav li button')].slice(from, from + 20);
    const walk = async () => {
      const wrong = [];
      for (const button of buttons) {
        const code = button.querySelector('strong').textContent;
        button.click();
        const part = (name) => dialog.querySelector(`article[aria-label='${code}'] section[aria-label='${name} example'][aria-busy=false]`);
        try {
          await wait(() => part('Bad') && part('Good'));
        } catch (error) {
          wrong.push(`${code}: ${error.message}`);
          continue;
        }
        const bad = part('Bad');
        const good = part('Good');
        const clean = `${code} finds nothing here`;
        if (!bad.querySelector('ul li') || bad.textContent.includes(clean)) wrong.push(`${code}: its bad example shows nothing`);
        // What is wrong may have no characters, as an empty value.
        if (!bad.querySelector('mark') && code !== 'DL3051') wrong.push(`${code}: nothing is marked in its bad example`);
        if (!good.textContent.includes(clean) || good.querySelector('mark')) wrong.push(`${code}: found in its good example`);
        const texts = ['Bad', 'Good'].map((name) => part(name).querySelector('textarea').value);
        if (texts.some((text) => !text.includes('FROM') && !/from/i.test(text))) wrong.push(`${code}: an example without a Dockerfile`);
      }
      return { wrong, walked: buttons.length };
    };
    walk().then(done, (error) => done({ wrong: [String(error)], walked: buttons.length }));
";

async fn open_rules(page: &Page) {
    page.show("Problems").await;
    page.click("button", "All rules").await;
    page.find("textbox", "Filter the rules").await;
    page.until("return document.querySelectorAll('dialog nav li').length > 100").await;
}

#[test]
fn every_rule_has_a_page_with_its_examples_live() {
    journey("rules-all", |page| async move {
        page.open("").await;
        open_rules(&page).await;
        let (mut from, mut wrong) = (0, Vec::new());
        loop {
            let answer = page.script_async_with(WALK, vec![json!(from)]).await;
            wrong.extend(answer["wrong"].as_array().into_iter().flatten().map(Value::to_string));
            let walked = answer["walked"].as_u64().unwrap_or_default();
            if walked == 0 {
                break;
            }
            from += walked;
        }
        println!("{from} rules");
        assert!(from >= 131, "only {from} rules");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn a_finding_leads_to_its_rule_and_back_by_keyboard() {
    journey("rules-keys", |page| async move {
        page.open_project("FROM alpine:3.22\nRUN cd /srv\nCMD [\"true\"]\n", &[]).await;
        page.show("Problems").await;
        let button = page.find("button", "CdDoesNotLast").await;
        button.send_keys(Key::Enter + "").await.expect("it takes keys");
        page.sees("Each RUN starts a new shell").await;
        assert!(
            page.address().await.ends_with("#v1/r=CdDoesNotLast") || {
                page.until("return location.hash === '#v1/r=CdDoesNotLast'").await.as_bool() == Some(true)
            }
        );
        page.press(Key::Escape + "").await;
        page.until("return !document.querySelector('dialog')").await;
        let focus = page.script("return document.activeElement.textContent", vec![]).await;
        assert_eq!(focus, json!("CdDoesNotLast"));
        page.until("return location.hash.startsWith('#v1/d')").await;
        // From the field down into the list, and into a page.
        open_rules(&page).await;
        let filter = page.find("textbox", "Filter the rules").await;
        filter.send_keys("workdir hadolint").await.expect("it takes keys");
        page.until("return document.querySelectorAll('dialog nav li').length < 20").await;
        filter.send_keys(Key::Down + "").await.expect("it takes keys");
        page.press(Key::Enter + "").await;
        page.find("textbox", "Bad example").await;
    });
}

#[test]
fn a_link_opens_the_page_of_a_rule_beside_what_is_worked_on() {
    journey("rules-link", |page| async move {
        page.open_project("FROM alpine:3.22\n", &[]).await;
        page.paste("FROM busybox:1.37\nRUN echo mine\n").await;
        page.until("return localStorage.getItem('drydock/drafts')").await;
        page.go("/nothing").await;
        page.go("/#v1/r=DL3059").await;
        page.sees("A RUN follows a RUN").await;
        page.sees("# hadolint global ignore=DL3059").await;
        page.click("button", "Close").await;
        page.sees("RUN echo mine").await;
        page.go("/nothing").await;
        page.go("/#v1/r=DL9999").await;
        page.sees("There is no rule called DL9999").await;
    });
}

#[test]
fn an_example_is_live_and_opens_in_the_editor_without_loss() {
    journey("rules-example", |page| async move {
        page.open_project("FROM alpine:3.22\n", &[]).await;
        page.paste("FROM busybox:1.37\nRUN echo mine\n").await;
        page.go_hash("#v1/r=DL3059").await;
        let bad = page.find("textbox", "Bad example").await;
        page.sees("Its fix").await;
        bad.clear().await.expect("it can be emptied");
        bad.send_keys("FROM debian:12.5\nRUN mkdir /data\n").await.expect("it takes keys");
        page.until(
            "const bad = document.querySelector(\"section[aria-label='Bad example']\");
             return bad.textContent.includes('DL3059 finds nothing here') && bad.getAttribute('aria-busy') === 'false'",
        )
        .await;
        bad.send_keys("RUN chown 1000 /data\n").await.expect("it takes keys");
        page.until("return !!document.querySelector(\"section[aria-label='Bad example'] mark\")").await;
        page.click("button", "Open in the editor").await;
        page.sees("What you worked on is kept").await;
        page.sees("RUN chown 1000 /data").await;
        page.click("button", "Back to it").await;
        page.sees("RUN echo mine").await;
    });
}
