import type { ResultColumn, StageTransfer } from "../contracts.ts";
import type { Finished, Query } from "../queries/query.ts";

/** `data` of a reply that carries a result; chunk URLs are signed anew each time. */
export function resultData(query: Query, finished: Finished, origin: string): Record<string, unknown> {
  const { result, session } = finished;
  if (result.transfer !== undefined) return { queryId: query.id, ...downloadData(result.transfer, origin) };
  return {
    queryId: query.id,
    parameters: session.parameters,
    rowtype: result.columns.map(rowtypeEntry),
    rowset: JSON.parse(`[${result.inline.join(",")}]`) as unknown,
    total: result.total,
    returned: result.total,
    sqlState: "00000",
    databaseProvider: null,
    finalDatabaseName: session.database,
    finalSchemaName: session.schema,
    finalWarehouseName: session.warehouse,
    finalRoleName: session.role,
    numberOfBinds: query.bindCount,
    arrayBindSupported: false,
    statementTypeId: result.statementType,
    version: 1,
    sendResultTime: Date.now(),
    queryResultFormat: "json",
    ...(result.chunks === null
      ? {}
      : { chunks: result.chunks.references(`${origin}/results/${query.id}`), chunkHeaders: result.chunks.headers() }),
  };
}

/** Google's storage with a token: the one store that the driver reaches over plain http. */
function downloadData({ files, folder, bucket, token }: StageTransfer, origin: string): Record<string, unknown> {
  const stageInfo = {
    locationType: "GCS",
    location: `${bucket}/`,
    path: "",
    region: "sim",
    creds: { GCS_ACCESS_TOKEN: token },
    endPoint: `${origin}/stage`,
    isClientSideEncrypted: false,
  };
  const rest = { parallel: 4, encryptionMaterial: [], presignedUrls: [], operation: "Node" };
  return { command: "DOWNLOAD", src_locations: files, localLocation: folder, stageInfo, ...rest };
}

function rowtypeEntry(column: ResultColumn): Record<string, unknown> {
  return {
    database: "",
    schema: "",
    table: "",
    precision: null,
    scale: null,
    length: null,
    byteLength: null,
    collation: null,
    ...column,
  };
}
