// Prints the types of an OpenAPI document that it reads from its standard input; run in the folder with `node_modules`.
//
// openapi-typescript's own command does the same. This loads it before it reads, so that whoever starts it early waits less for
// it, and loads it as CommonJS: as an ES module, node first looks through all of TypeScript for the names it exports.
const { join } = require("node:path");
const { default: typesOf, astToString } = require(join(process.cwd(), "node_modules/openapi-typescript/dist/index.cjs"));

const OPTIONS = {
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  rootTypesKeepCasing: true,
  // What has a default may be left out of a request; in an answer `required` alone says what is always there.
  defaultNonNullable: false,
};

async function main() {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  const text = Buffer.concat(parts).toString("utf8");
  if (text) process.stdout.write(astToString(await typesOf(JSON.parse(text), OPTIONS)));
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
