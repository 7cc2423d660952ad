// The libraries of one publisher (job.publisher: digitalbazaar, digitalcredentials) issuing and verifying the badge of bench/badgecore.py; prints rates per second of processor time.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const job = JSON.parse(readFileSync(0, 'utf8'));
const resolve = createRequire(`${job.modules}/here.js`).resolve;
const load = name => import(pathToFileURL(resolve(`@${job.publisher}/${name}`)).href);
const vc = await load('vc');
const { DataIntegrityProof } = await load('data-integrity');
const { cryptosuite } = await load('eddsa-rdfc-2022-cryptosuite');
const { from } = await load('ed25519-multikey');

const did = `did:key:${job.publicKeyMultibase}`;
const id = `${did}#${job.publicKeyMultibase}`;
const method = { '@context': 'https://w3id.org/security/multikey/v1', id, type: 'Multikey', controller: did,
  publicKeyMultibase: job.publicKeyMultibase };
const controller = { '@context': 'https://www.w3.org/ns/did/v1', id: did, assertionMethod: [id] };
const documentLoader = async url => {
  const document = url === id ? method : url === did ? controller : job.contexts[url];
  if (!document) throw new Error(`nothing at ${url}`);
  return { contextUrl: null, documentUrl: url, document };
};
const key = await from({ ...method, secretKeyMultibase: job.secretKeyMultibase });
const issue = async () => JSON.stringify(await vc.issue({ credential: structuredClone(job.credential), documentLoader,
  suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite, date: '2026-05-04T15:31:00Z' }) }));
const signed = JSON.parse(await issue());
const checkStatus = async () => ({ verified: true });
const verify = async () => {
  const result = await vc.verifyCredential({ credential: structuredClone(signed), documentLoader, checkStatus,
    suite: new DataIntegrityProof({ cryptosuite }) });
  if (!result.verified) throw new Error(JSON.stringify(result.error?.errors?.[0]?.message ?? String(result.error)));
};
const rates = { issue: 0, verify: 0 };
for (let round = 0; round < 8; round++) {
  for (const [name, act] of [['issue', issue], ['verify', verify]]) {
    const began = process.cpuUsage();
    for (let n = 0; n < 12; n++) await act();
    const used = process.cpuUsage(began);
    rates[name] = Math.max(rates[name], 12e6 / (used.user + used.system));
  }
}
console.log(JSON.stringify(rates));
