//! People, chats, catalogues, clients, texts.

table! { branches = "branches" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub name: String,
    pub time_zone: String,
} }

table! { people = "people" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub telegram_id: Option<i64>,
    pub name: String,
    pub username: Option<String>,
    pub phone: Option<String>,
    pub specialization: Option<String>,
    pub language: Option<String>,
    pub active: bool,
    pub reachable: bool,
    pub work_chat_id: Option<i64>,
    pub created_at: i64,
    pub work_topic_id: Option<i64>,
} }

table! { role_grants = "role_grants" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    pub granted_by: Option<i64>,
    pub granted_at: i64,
} }

table! { invitations = "invitations" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub person_id: Option<i64>,
    pub role: String,
    pub created_by: Option<i64>,
    pub created_at: i64,
    pub used_by: Option<i64>,
    pub used_at: Option<i64>,
} }

table! { applications = "applications" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub person_id: i64,
    pub name: String,
    pub phone: String,
    pub specialization: String,
    pub state: String,
    pub created_at: i64,
    pub decided_by: Option<i64>,
    pub decided_at: Option<i64>,
    pub reason: Option<String>,
} }

table! { chats = "chats" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub kind: String,
    pub title: Option<String>,
    pub reachable: bool,
    pub migrated_to: Option<i64>,
} }

table! { equipment_types = "equipment_types" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub code: String,
    pub name: String,
    pub aliases: String,
    pub position: i32,
    pub hidden: bool,
    pub name_en: Option<String>,
    pub merged_into: Option<i64>,
} }

table! { reasons = "reasons" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub code: String,
    pub kind: String,
    pub name: String,
    pub position: i32,
    pub needs_text: bool,
    pub hidden: bool,
    pub name_en: Option<String>,
    pub merged_into: Option<i64>,
} }

table! { lead_sources = "lead_sources" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub name: String,
} }

table! { appliances = "appliances" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub client_id: i64,
    pub equipment_id: i64,
    pub brand: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
} }

table! { clients = "clients" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub name: String,
    pub notes: Option<String>,
    pub consent_at: Option<i64>,
    pub preferred_channel: Option<String>,
    pub blacklisted: bool,
    pub created_at: i64,
    pub blacklist_reason: Option<String>,
} }

table! { client_phones = "client_phones" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub client_id: i64,
    pub raw: String,
    pub e164: String,
    pub hidden_at: Option<i64>,
} }

table! { client_addresses = "client_addresses" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub client_id: i64,
    pub raw: String,
    pub normalized: String,
    pub flat: Option<String>,
    pub floor: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub hidden_at: Option<i64>,
} }

table! { texts = "texts" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub kind: String,
    pub body: Option<String>,
    pub erased_at: Option<i64>,
    pub created_at: i64,
} }
