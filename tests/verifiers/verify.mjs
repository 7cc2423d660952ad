// Verifies credentials with verifiers made by others, without any network.
//
//   node verify.mjs JOB.json
//
// JOB: { "pages": { URL: FILE }, "credentials": [FILE, …], "verifiers": [NAME, …] }. Every address a verifier asks for is served from `pages`
// (contexts, schemas, DID documents, status lists); all others answer 404. Prints one JSON line per credential and
// verifier: { file, verifier, verified, reason }.

import { readFileSync } from 'node:fs';

const job = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const read = path => readFileSync(path, 'utf8');
const page = url => job.pages[url.split('#')[0]];

globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url ?? String(request);
  const path = page(url);
  const headers = { 'Content-Type': 'application/ld+json' };
  const answer = path ? new Response(read(path), { headers }) : new Response('not here', { status: 404 });
  // A response made by hand has no address, and DIDKit insists on one.
  return Object.defineProperty(answer, 'url', { value: url });
};

const words = error => {
  const inner = error?.errors ?? error?.cause?.errors ?? [];
  return [error?.message, ...[].concat(inner).map(item => item?.message)].filter(Boolean).join(' | ').slice(0, 300);
};

// Digital Bazaar: the library behind most JavaScript issuers.
async function digitalBazaar() {
  const vc = await import('@digitalbazaar/vc');
  const { DataIntegrityProof } = await import('@digitalbazaar/data-integrity');
  const { cryptosuite: eddsa } = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
  const { cryptosuite: ecdsa } = await import('@digitalbazaar/ecdsa-rdfc-2019-cryptosuite');
  const { createVerifyCryptosuite } = await import('@digitalbazaar/ecdsa-sd-2023-cryptosuite');
  const { checkStatus } = await import('@digitalbazaar/vc-bitstring-status-list');
  const suite = [eddsa, ecdsa, createVerifyCryptosuite()].map(cryptosuite => new DataIntegrityProof({ cryptosuite }));

  const didDocument = did => {
    if (did.startsWith('did:key:')) {
      const multikey = did.slice('did:key:'.length);
      const id = `${did}#${multikey}`;
      const method = { id, type: 'Multikey', controller: did, publicKeyMultibase: multikey };
      return { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did,
        verificationMethod: [method], assertionMethod: [id] };
    }
    const [host, ...path] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
    const url = `https://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`;
    if (!page(url)) throw new Error(`no document for ${did}`);
    return JSON.parse(read(page(url)));
  };
  const documentLoader = async url => {
    if (url.startsWith('did:')) {
      const document = didDocument(url.split('#')[0]);
      const method = document.verificationMethod.find(item => item.id === url);
      if (url.includes('#') && !method) throw new Error(`${url} is not in the document`);
      const found = method ? { '@context': 'https://w3id.org/security/multikey/v1', ...method } : document;
      return { contextUrl: null, documentUrl: url, document: found };
    }
    if (!page(url)) throw new Error(`nothing at ${url}`);
    return { contextUrl: null, documentUrl: url, document: JSON.parse(read(page(url))) };
  };
  return async credential => {
    const options = { documentLoader, suite, verifyBitstringStatusListCredential: true };
    const status = credential.credentialStatus ? { checkStatus: arg => checkStatus({ ...arg, ...options }) } : {};
    const result = await vc.verifyCredential({ credential, suite, documentLoader, ...status });
    // It says what the bit is, and leaves to its caller what that means.
    const set = (result.statusResult?.results ?? []).some(item => item.status);
    const current = result.statusResult ? result.statusResult.verified === true && !set : true;
    return { verified: result.verified && current, reason: words(result.error ?? result.statusResult?.error) };
  };
}

// Digital Credentials Consortium: what VerifierPlus and the Learner Credential Wallet run.
async function verifierCore() {
  const { verifyCredential } = await import('@digitalcredentials/verifier-core');
  return async credential => {
    const result = await verifyCredential({ credential: structuredClone(credential), knownDIDRegistries: [] });
    const steps = (result.log ?? []).filter(step => step.id !== 'registered_issuer');
    const bad = steps.filter(step => step.valid !== true);
    const schema = (result.additionalInformation ?? []).flatMap(info => info.results ?? []);
    const breach = schema.filter(item => item.result?.valid === false);
    const fatal = (result.errors ?? []).map(error => `${error.name}: ${error.message}`);
    const reasons = [...fatal, ...bad.map(step => `${step.id} ${step.error?.message ?? ''}`),
      ...breach.map(item => `schema ${JSON.stringify(item.result.errors).slice(0, 160)}`)];
    return { verified: steps.length >= 2 && reasons.length === 0, reason: reasons.join(' | ') };
  };
}

// LearnCard: DIDKit in Rust, compiled to WebAssembly. Its plugin's JavaScript around it is not needed.
async function didkit() {
  const folder = new URL('./node_modules/@learncard/didkit-plugin/dist/didkit/', import.meta.url);
  const wasm = await import(new URL('didkit_wasm.js', folder));
  await wasm.default({ module_or_path: readFileSync(new URL('didkit_wasm_bg.wasm', folder)) });
  return async credential => {
    const urls = [].concat(credential['@context']).filter(url => typeof url === 'string' && page(url));
    const contexts = Object.fromEntries(urls.map(url => [url, read(page(url))]));
    const result = JSON.parse(await wasm.verifyCredential(JSON.stringify(credential), '{}', JSON.stringify(contexts)));
    return { verified: result.errors.length === 0 && result.checks.includes('proof'), reason: result.errors.join(' | ') };
  };
}

const verifiers = { 'digital-bazaar': digitalBazaar, 'verifier-core': verifierCore, didkit };
for (const [verifier, make] of Object.entries(verifiers)) {
  if (job.verifiers && !job.verifiers.includes(verifier)) continue;
  const verify = await make();
  for (const file of job.credentials) {
    let outcome;
    try {
      outcome = await verify(JSON.parse(read(file)));
    } catch (error) {
      outcome = { verified: false, reason: words(error) || String(error) };
    }
    console.log(JSON.stringify({ file, verifier, ...outcome }));
  }
}
