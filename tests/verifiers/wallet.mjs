// A wallet, as far as receiving a badge goes: what Learner Credential Wallet does with a request link, by its own
// libraries (DCC's signature suite and VC library, which verifier-core brings along). The phone around it is left out.
//
//   node wallet.mjs LINK [--challenge OTHER] [--version 1|2] [--exchange]
//
// Makes a did:key, signs an empty presentation over the challenge, posts it, and prints one JSON line:
// { did, status, answer }. The server is reached over the network; nothing else is.

import { Ed25519VerificationKey2020 } from '@digitalcredentials/ed25519-verification-key-2020';
import { Ed25519Signature2020 } from '@digitalcredentials/ed25519-signature-2020';
import { securityLoader } from '@digitalcredentials/security-document-loader';
import * as vc from '@digitalcredentials/vc';

const [link, ...rest] = process.argv.slice(2);
const option = name => (rest.includes(`--${name}`) ? rest[rest.indexOf(`--${name}`) + 1] : undefined);
const asked = new URL(link).searchParams;
const documentLoader = securityLoader().build();

const post = async (url, body) => {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/plain, */*' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, answer: await answer.json() };
};

const key = await Ed25519VerificationKey2020.generate();
const did = `did:key:${key.fingerprint()}`;
Object.assign(key, { controller: did, id: `${did}#${key.fingerprint()}` });

const signed = async (challenge, domain) => {
  const presentation = vc.createPresentation({ holder: did, version: option('version') === '1' ? 1.0 : 2.0 });
  const suite = new Ed25519Signature2020({ key });
  return vc.signPresentation({ presentation, suite, challenge, documentLoader, ...(domain ? { domain } : {}) });
};

let found;
if (asked.has('request')) {
  const url = JSON.parse(asked.get('request')).protocols.vcapi;
  const { verifiablePresentationRequest: wanted } = (await post(url, {})).answer;
  found = await post(url, { verifiablePresentation: await signed(wanted.challenge, wanted.domain) });
} else {
  if (asked.get('auth_type') !== 'bearer') throw new Error('the wallet throws for any other auth_type');
  found = await post(asked.get('vc_request_url'), await signed(option('challenge') ?? asked.get('challenge')));
}
process.stdout.write(`${JSON.stringify({ did, ...found })}\n`);
process.exit(0);
