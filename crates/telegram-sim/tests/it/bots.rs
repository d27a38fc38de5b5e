//! Several bots in one world.

use crate::client::Stage;
use serde_json::json;
use telegram_sim::MessageId;

#[tokio::test]
async fn people_deal_with_any_bot() {
    let stage = Stage::new().await;
    let anna = stage.anna;
    let second = stage.sim.add_bot("77:OTHER", "other_bot");
    let with_second = stage.sim.of(second);
    with_second.send_text(anna, anna.into(), "/start");
    assert_eq!((stage.sim.pending_updates(), with_second.pending_updates()), (0, 1));
    let keys = json!({ "keyboard": [["Menu"]] });
    let call = json!({ "chat_id": anna, "text": "other", "reply_markup": keys });
    let url = format!("{}/bot77:OTHER/sendMessage", stage.sim.api_url());
    let sent = stage.http().post(url).json(&call).send().await.unwrap();
    assert_eq!(sent.status().as_u16(), 200);
    assert_eq!(with_second.messages(anna.into()).len(), 2);
    assert_eq!(with_second.message(anna.into(), MessageId(2)).unwrap().text, "other");
    assert_eq!(with_second.reply_keyboard(anna), [["Menu"]]);
    assert!(stage.sim.reply_keyboard(anna).is_empty());
    assert_eq!(stage.sim.messages(anna.into()).len(), 1);
    with_second.block_bot(anna);
    stage.say(json!({})).await;
    let group = stage.sim.add_group("Crew", &[anna]);
    with_second.add_bot_to_group(group, anna);
    assert_eq!(stage.sim.pending_updates(), 0, "only the second bot is there");
    assert_eq!(with_second.pending_updates(), 4);
}
