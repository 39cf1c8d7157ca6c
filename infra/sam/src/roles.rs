use super::{Role, System, TemplateError, node::Node, scope::role_arn};

/// Reads the services, actions and resources of a role. Conditions are left to the cloud.
pub(super) fn read(id: &str, properties: &Node<'_>, system: &mut System) -> Result<(), TemplateError> {
    properties.only(&["Description", "AssumeRolePolicyDocument", "Policies"])?;
    let mut role = Role::default();
    for statement in statements(&properties.required("AssumeRolePolicyDocument")?)? {
        statement.only(&["Sid", "Effect", "Principal", "Action", "Condition"])?;
        role.services.extend(statement.required("Principal")?.required("Service")?.one_or_more()?);
    }
    if let Some(policies) = properties.get("Policies") {
        for policy in policies.items()? {
            policy.only(&["PolicyName", "PolicyDocument"])?;
            for statement in statements(&policy.required("PolicyDocument")?)? {
                statement.only(&["Sid", "Effect", "Action", "Resource", "Condition"])?;
                let arns = statement.required("Resource")?.one_or_more()?;
                for action in statement.required("Action")?.one_or_more()? {
                    role.rights.extend(arns.iter().map(|arn| (action.clone(), arn.clone())));
                }
            }
        }
    }
    system.roles.insert(role_arn(id), role);
    Ok(())
}

fn statements<'a>(document: &Node<'a>) -> Result<Vec<Node<'a>>, TemplateError> {
    document.only(&["Version", "Statement"])?;
    let statements = document.required("Statement")?.items()?;
    for statement in &statements {
        statement.resolved()?;
        if statement.required("Effect")?.text()? != "Allow" {
            return statement.refuse("only Allow is supported");
        }
    }
    Ok(statements)
}
