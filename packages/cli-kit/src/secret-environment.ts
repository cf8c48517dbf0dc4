type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of ours that hold a secret themselves; not those that name a file. */
const secretName = /^(?:SNOWFLAKE|POSTGRES|PG)\w*(?:PASSWORD|PASSPHRASE|PASSCODE|TOKEN|SECRET|PRIVATE_KEY)$/i;
/** Variables whose value may be an address with a password in it. */
const addressName = /^(?:(?:SNOWFLAKE|POSTGRES|PG)\w*|(?:https?|all)_proxy)$/i;

function passwordsIn(value: string): readonly string[] {
  const [, user = "", password] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/:@]*):(.+)@[^@]*$/i.exec(value) ?? [];
  if (password === undefined) return [];
  let plain = password;
  try {
    plain = decodeURIComponent(password);
  } catch {
    // A percent sign that is none of an escape: the password is as it is written.
  }
  return [password, plain, `${user}:${plain}`];
}

/** Secrets of the environment, by the names of the variables: known before any setting is read. */
export function environmentSecrets(env: Variables): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [...(secretName.test(name) ? [value] : []), ...(addressName.test(name) ? passwordsIn(value) : [])];
  });
}

/** Takes secrets out of an environment, so that programs started from here do not inherit them. */
export function dropSecrets(env: Record<string, string | undefined>): void {
  for (const name of Object.keys(env)) if (secretName.test(name)) Reflect.deleteProperty(env, name);
}
