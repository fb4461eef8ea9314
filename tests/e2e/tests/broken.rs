//! What is broken gets located findings; the page goes on.

use drydock_e2e::{Page, journey};

/// Opens `dockerfile` and gives the items of the Problems panel.
async fn problems(page: &Page, dockerfile: &str) -> Vec<String> {
    page.paste(dockerfile).await;
    page.show("Problems").await;
    page.is_alive().await;
    page.texts("listitem").await
}

fn has(items: &[String], message: &str, line: u32) -> bool {
    let line = format!("line {line}");
    items.iter().any(|item| item.contains(message) && item.contains(&line))
}

#[test]
fn broken_files_give_located_findings() {
    journey("broken", |page| async move {
        page.open_project("FROM alpine\n", &[]).await;
        let items = problems(&page, "FROM").await;
        assert!(has(&items, "FROM requires", 1), "{items:#?}");
        let items = problems(&page, "FROM alpine\nRUN <<EOF\necho hi\n").await;
        assert!(has(&items, "unterminated heredoc", 2), "{items:#?}");
        let circular = "FROM alpine AS a\nCOPY --from=b /x /x\nFROM alpine AS b\nCOPY --from=a /x /x\n";
        let items = problems(&page, circular).await;
        assert!(has(&items, "circular dependency", 2), "{items:#?}");
    });
}

#[test]
fn an_empty_file_is_no_blank_page() {
    journey("empty", |page| async move {
        page.open_project("FROM alpine\n", &[]).await;
        page.paste(" ").await;
        page.press_control("a").await;
        page.press_delete().await;
        page.is_alive().await;
        page.show("Problems").await;
        page.is_alive().await;
        page.show("Build").await;
        page.sees("FROM").await;
    });
}

#[test]
fn random_bytes_do_not_stop_the_page() {
    journey("random", |page| async move {
        page.open_project("FROM alpine\n", &[]).await;
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut bytes = Vec::with_capacity(100_000);
        while bytes.len() < 100_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.push(state as u8);
        }
        let items = problems(&page, &String::from_utf8_lossy(&bytes)).await;
        assert!(items.iter().any(|item| item.contains("line ")), "no located finding");
        page.paste("FROM alpine\nCMD [\"true\"]\n").await;
        page.show("Build").await;
        page.sees("alpine").await;
    });
}
