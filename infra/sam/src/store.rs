use serde_json::{Value, json};

use super::{Index, Key, Secret, System, TableDefinition, TemplateError, node::Node};

pub(super) fn read_table(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.only(&[
        "BillingMode",
        "AttributeDefinitions",
        "KeySchema",
        "GlobalSecondaryIndexes",
        "StreamSpecification",
        "TimeToLiveSpecification",
        "PointInTimeRecoverySpecification",
        "SSESpecification",
        "DeletionProtectionEnabled",
    ])?;
    let mut definition = json!({ "BillingMode": "PAY_PER_REQUEST" });
    for key in ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes"] {
        if let Some(value) = properties.get(key) {
            definition[key] = value.resolved()?;
        }
    }
    if let Some(stream) = properties.get("StreamSpecification") {
        definition["StreamSpecification"] =
            json!({ "StreamEnabled": true, "StreamViewType": stream.required("StreamViewType")?.text()? });
    }
    let mut indexes = Vec::new();
    if let Some(list) = properties.get("GlobalSecondaryIndexes") {
        for index in list.items()? {
            let name = index.required("IndexName")?.text()?;
            indexes.push(Index { name, key: key(&index.required("KeySchema")?)? });
        }
    }
    let key = key(&properties.required("KeySchema")?)?;
    system.tables.insert(id.to_owned(), TableDefinition { name: properties.table_name(id), definition, key, indexes });
    Ok(())
}

fn key(schema: &Node<'_>) -> Result<Key, TemplateError> {
    let (mut hash, mut range) = (None, None);
    for element in schema.items()? {
        let name = Some(element.required("AttributeName")?.text()?);
        match element.required("KeyType")?.text()?.as_str() {
            "HASH" => hash = name,
            _ => range = name,
        }
    }
    match hash {
        Some(hash) => Ok(Key { hash, range }),
        None => schema.refuse("has no HASH key"),
    }
}

pub(super) fn read_secret(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.only(&["Description", "GenerateSecretString"])?;
    let generate = properties.required("GenerateSecretString")?;
    generate.only(&["SecretStringTemplate", "GenerateStringKey", "PasswordLength", "ExcludePunctuation"])?;
    let template = generate.required("SecretStringTemplate")?;
    let Ok(Value::Object(map)) = serde_json::from_str(&template.text()?) else {
        return template.refuse("is not a JSON object");
    };
    let secret = Secret {
        arn: super::scope::secret_arn(id),
        template: map,
        key: generate.required("GenerateStringKey")?.text()?,
        length: generate.required("PasswordLength")?.number()? as usize,
    };
    system.secrets.insert(id.to_owned(), secret);
    Ok(())
}
