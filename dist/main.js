import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 5317:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 8995:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:module");

/***/ }),

/***/ 8161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 6193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:string_decoder");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 3557:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");

/***/ }),

/***/ 6998:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  $: () => (/* binding */ healthChecksOf),
  $i: () => (/* binding */ NumericValue),
  $n: () => (/* binding */ pages),
  $r: () => (/* binding */ RpcProtocol),
  $t: () => (/* binding */ nounOf),
  A: () => (/* binding */ hasFailed),
  Ai: () => (/* binding */ TypeRegistry),
  An: () => (/* binding */ isRollbackFailed),
  Ar: () => (/* binding */ awsEndpointFunctions),
  At: () => (/* binding */ confirmingFacts),
  B: () => (/* binding */ fleetBefore),
  Bi: () => (/* binding */ readFile$1),
  Bn: () => (/* binding */ isAlias),
  Br: () => (/* binding */ DefaultIdentityProviderConfig),
  Bt: () => (/* binding */ commitIn),
  C: () => (/* binding */ tryWatchReads),
  Ca: () => (/* binding */ info),
  Ci: () => (/* binding */ NoOpLogger),
  Cn: () => (/* binding */ oncePerObject),
  Cr: () => (/* binding */ SignatureV4),
  Ct: () => (/* binding */ stepsToAdopt),
  D: () => (/* binding */ architecturesOf),
  Da: () => (/* binding */ systemClock),
  Di: () => (/* binding */ loadConfigsForDefaultMode),
  Dn: () => (/* binding */ isBaking),
  Dr: () => (/* binding */ getSkewCorrectedDate),
  Dt: () => (/* binding */ stepsToRevert),
  E: () => (/* binding */ noRoomScope),
  Ea: () => (/* binding */ stopOnSignals),
  Ei: () => (/* binding */ emitWarningIfUnsupportedVersion),
  En: () => (/* binding */ isActive),
  Er: () => (/* binding */ validateSigningProperties),
  Et: () => (/* binding */ stepsToResume),
  F: () => (/* binding */ isSameCommit),
  Fi: () => (/* binding */ NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS),
  Fn: () => (/* binding */ isLeaving),
  Fr: () => (/* binding */ NODE_MAX_ATTEMPT_CONFIG_OPTIONS),
  Ft: () => (/* binding */ differences$2),
  G: () => (/* binding */ groupTemplate),
  Gi: () => (/* binding */ SelectorType),
  Gn: () => (/* binding */ originOf$1),
  Gr: () => (/* binding */ getLoggerPlugin),
  Gt: () => (/* binding */ warmupOf),
  H: () => (/* binding */ candidateImage),
  Hi: () => (/* binding */ getConfigFilepath),
  Hn: () => (/* binding */ taggedAliases),
  Hr: () => (/* binding */ getHttpSigningPlugin),
  Ht: () => (/* binding */ matrixOf),
  I: () => (/* binding */ changeOf),
  Ii: () => (/* binding */ NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS),
  In: () => (/* binding */ isStandby),
  Ir: () => (/* binding */ NODE_RETRY_MODE_CONFIG_OPTIONS),
  It: () => (/* binding */ revisionOf),
  J: () => (/* binding */ targetImage),
  Ji: () => (/* binding */ CredentialsProviderError),
  Jn: () => (/* binding */ isCopied),
  Jr: () => (/* binding */ getContentLengthPlugin),
  Jt: () => (/* binding */ isImpaired),
  K: () => (/* binding */ launchProblem),
  Ki: () => (/* binding */ booleanSelector),
  Kn: () => (/* binding */ withRefresh),
  Kr: () => (/* binding */ getHostHeaderPlugin),
  Kt: () => (/* binding */ commandsNoted),
  L: () => (/* binding */ knownTemplates),
  Li: () => (/* binding */ loadConfig),
  Ln: () => (/* binding */ ALIAS_TAG),
  Lr: () => (/* binding */ resolveRetryConfig),
  Lt: () => (/* binding */ endedByFailedPolls),
  M: () => (/* binding */ rollbackTargetOf),
  Mi: () => (/* binding */ getSchemaSerdePlugin),
  Mn: () => (/* binding */ isSuccessful),
  Mr: () => (/* binding */ createDefaultUserAgentProvider),
  Mt: () => (/* binding */ isOfOthers),
  N: () => (/* binding */ confirmTags),
  Ni: () => (/* binding */ deref),
  Nn: () => (/* binding */ isInService),
  Nr: () => (/* binding */ getUserAgentPlugin),
  Nt: () => (/* binding */ readyTargets),
  O: () => (/* binding */ fittingTo),
  Oi: () => (/* binding */ ServiceException),
  On: () => (/* binding */ isCancelling),
  Or: () => (/* binding */ getAwsRegionExtensionConfiguration),
  Ot: () => (/* binding */ stepsToRoll),
  P: () => (/* binding */ commitPairOf),
  Pi: () => (/* binding */ Client),
  Pn: () => (/* binding */ isLaunching),
  Pr: () => (/* binding */ getRetryPlugin),
  Pt: () => (/* binding */ isPlanned),
  Q: () => (/* binding */ watch),
  Qi: () => (/* binding */ toHex),
  Qn: () => (/* binding */ present),
  Qr: () => (/* binding */ FromStringShapeDeserializer),
  Qt: () => (/* binding */ judgingNobody),
  R: () => (/* binding */ withoutParameters),
  Ri: () => (/* binding */ loadSharedConfigFiles),
  Rn: () => (/* binding */ aliasFact),
  Rr: () => (/* binding */ DEFAULT_RETRY_MODE),
  Rt: () => (/* binding */ refusedBy),
  S: () => (/* binding */ nothingOf),
  Sa: () => (/* binding */ debug),
  Si: () => (/* binding */ makeBuilder),
  Sn: () => (/* binding */ namesVersion),
  Sr: () => (/* binding */ resolveAwsSdkSigV4Config),
  St: () => (/* binding */ withRetries),
  T: () => (/* binding */ isNoRoom),
  Ta: () => (/* binding */ warning),
  Ti: () => (/* binding */ resolveDefaultRuntimeConfig),
  Tn: () => (/* binding */ hasRollback),
  Tr: () => (/* binding */ AwsSdkSigV4Signer),
  Tt: () => (/* binding */ stepsToResolve),
  U: () => (/* binding */ currentImage),
  Ui: () => (/* binding */ getProfileName),
  Un: () => (/* binding */ versionOf),
  Ur: () => (/* binding */ getHttpAuthSchemeEndpointRuleSetPlugin),
  Ut: () => (/* binding */ orSeveral),
  V: () => (/* binding */ candidateId),
  Vi: () => (/* binding */ parseIni),
  Vn: () => (/* binding */ meaning),
  Vr: () => (/* binding */ normalizeProvider),
  Vt: () => (/* binding */ isMoving),
  W: () => (/* binding */ foundTemplates),
  Wi: () => (/* binding */ getHomeDir),
  Wn: () => (/* binding */ originIn),
  Wr: () => (/* binding */ getRecursionDetectionPlugin),
  X: () => (/* binding */ fleetStatusOf),
  Xi: () => (/* binding */ calculateBodyLength),
  Xn: () => (/* binding */ markerOn),
  Xr: () => (/* binding */ resolveHttpHandlerRuntimeConfig),
  Xt: () => (/* binding */ isClassic),
  Y: () => (/* binding */ versionToRestore),
  Yi: () => (/* binding */ ProviderError),
  Yn: () => (/* binding */ markerOf),
  Yr: () => (/* binding */ getHttpHandlerExtensionConfiguration),
  Yt: () => (/* binding */ passesAll),
  Z: () => (/* binding */ running$1),
  Zi: () => (/* binding */ fromHex),
  Zn: () => (/* binding */ markerIn),
  Zr: () => (/* binding */ determineTimestampFormat),
  Zt: () => (/* binding */ isHealthy),
  _: () => (/* binding */ unknownFleet),
  _a: () => (/* binding */ fromUtf8$1),
  _i: () => (/* binding */ resolveParams),
  _n: () => (/* binding */ provenLastRollout),
  _t: () => (/* binding */ moment),
  a: () => (/* binding */ withTrial),
  aa: () => (/* binding */ parseEpochTimestamp),
  ai: () => (/* binding */ collectBody),
  an: () => (/* binding */ withoutCommands),
  ar: () => (/* binding */ _ep0),
  at: () => (/* binding */ retiredCommand),
  b: () => (/* binding */ diagnosisOf),
  ba: () => (/* binding */ setCredentialFeature),
  bi: () => (/* binding */ NODE_REGION_CONFIG_FILE_OPTIONS),
  bn: () => (/* binding */ shownNote),
  bt: () => (/* binding */ rolloutOf),
  c: () => (/* binding */ reportEvidence),
  ca: () => (/* binding */ parseRfc7231DateTime),
  ci: () => (/* binding */ sdkStreamMixin),
  cn: () => (/* binding */ onDemand),
  cr: () => (/* binding */ AutoScalingClient),
  ct: () => (/* binding */ untagCommand),
  d: () => (/* binding */ succeeded),
  da: () => (/* binding */ HttpRequest),
  di: () => (/* binding */ getEndpointPlugin),
  dn: () => (/* binding */ rollbackNoteIn),
  dr: () => (/* binding */ AwsQueryProtocol),
  dt: () => (/* binding */ waitsOf),
  ea: () => (/* binding */ splitHeader),
  ei: () => (/* binding */ HttpProtocol),
  en: () => (/* binding */ coverage),
  er: () => (/* binding */ AwsProblem),
  et: () => (/* binding */ cancelCommandCommand),
  f: () => (/* binding */ nothingUndone),
  fa: () => (/* binding */ hasOwn),
  fi: () => (/* binding */ resolveEndpointConfig),
  fn: () => (/* binding */ unbegunRollback),
  fr: () => (/* binding */ ProtocolLib),
  ft: () => (/* binding */ checksFact),
  g: () => (/* binding */ readFleetStatus),
  ga: () => (/* binding */ toBase64$1),
  gi: () => (/* binding */ BinaryDecisionDiagram),
  gn: () => (/* binding */ lastRolloutOf),
  gt: () => (/* binding */ list),
  h: () => (/* binding */ goneVersions),
  ha: () => (/* binding */ toUtf8$1),
  hi: () => (/* binding */ EndpointCache),
  hn: () => (/* binding */ lastOfTemplate),
  ht: () => (/* binding */ count),
  i: () => (/* binding */ estimate),
  ia: () => (/* binding */ dateToUtcString),
  ii: () => (/* binding */ extendedEncodeURIComponent),
  "in": () => (/* binding */ unitsOf),
  ir: () => (/* binding */ DescribeAutoScalingGroupsCommand),
  it: () => (/* binding */ quote),
  j: () => (/* binding */ hasSucceeded),
  ji: () => (/* binding */ NormalizedSchema),
  jn: () => (/* binding */ isRollingBack),
  jr: () => (/* binding */ NODE_APP_ID_CONFIG_OPTIONS),
  jt: () => (/* binding */ settableParameter),
  k: () => (/* binding */ launchedTypes),
  ki: () => (/* binding */ Command),
  kn: () => (/* binding */ isReplacing),
  kr: () => (/* binding */ resolveAwsRegionExtensionConfiguration),
  kt: () => (/* binding */ stepsToStop),
  l: () => (/* binding */ reportTrialConsole),
  la: () => (/* binding */ parseUrl),
  li: () => (/* binding */ streamCollector),
  ln: () => (/* binding */ ROLLBACK_TAG),
  lr: () => (/* binding */ DescribeLaunchConfigurations$),
  lt: () => (/* binding */ versionsCommand),
  m: () => (/* binding */ commandsByHand),
  ma: () => (/* binding */ IniSectionType),
  mi: () => (/* binding */ customEndpointFunctions),
  mn: () => (/* binding */ formerFact),
  mr: () => (/* binding */ defaultProvider),
  mt: () => (/* binding */ instanceWords),
  n: () => (/* binding */ post),
  na: () => (/* binding */ quoteHeader),
  ni: () => (/* binding */ HttpBindingNormalizedSchema),
  nn: () => (/* binding */ capacityOf),
  nr: () => (/* binding */ collectProblems),
  nt: () => (/* binding */ detachCommand),
  o: () => (/* binding */ deletions),
  oa: () => (/* binding */ parseRfc3339DateTime),
  oi: () => (/* binding */ generateIdempotencyToken),
  on: () => (/* binding */ orMissing),
  or: () => (/* binding */ _mw0),
  ot: () => (/* binding */ saveCommand),
  p: () => (/* binding */ watchRequested),
  pa: () => (/* binding */ getSmithyContext),
  pi: () => (/* binding */ decideEndpoint),
  pn: () => (/* binding */ claimOfOther),
  pr: () => (/* binding */ NodeHttpHandler),
  pt: () => (/* binding */ ec2Fact),
  q: () => (/* binding */ launchedVersion),
  qi: () => (/* binding */ chain),
  qn: () => (/* binding */ ancestors),
  qr: () => (/* binding */ resolveHostHeaderConfig),
  qt: () => (/* binding */ noteCommands),
  r: () => (/* binding */ githubProblemWords),
  ra: () => (/* binding */ LazyJsonString),
  ri: () => (/* binding */ getHttpOperationBindings),
  rn: () => (/* binding */ isMember),
  rr: () => (/* binding */ problemIn),
  rt: () => (/* binding */ endTrialCommand),
  s: () => (/* binding */ withRegion),
  sa: () => (/* binding */ parseRfc3339DateTimeWithOffset),
  si: () => (/* binding */ writeKey$2),
  sn: () => (/* binding */ isTransient),
  sr: () => (/* binding */ command$1),
  st: () => (/* binding */ setParameterCommand),
  t: () => (/* binding */ main),
  ta: () => (/* binding */ splitEvery),
  ti: () => (/* binding */ SerdeContext),
  tn: () => (/* binding */ runs),
  tr: () => (/* binding */ TRIAL),
  tt: () => (/* binding */ describeCommand),
  u: () => (/* binding */ refusal$2),
  ua: () => (/* binding */ normalizeProvider$1),
  ui: () => (/* binding */ Hash),
  un: () => (/* binding */ notedBy),
  ur: () => (/* binding */ Sha256Node),
  ut: () => (/* binding */ timeToHealthy),
  v: () => (/* binding */ rowOf),
  va: () => (/* binding */ fromBase64),
  vi: () => (/* binding */ resolveDefaultsModeConfig),
  vn: () => (/* binding */ HAND_OVER_TAG),
  vt: () => (/* binding */ targetGroupName),
  w: () => (/* binding */ launchEnvironmentOf),
  wa: () => (/* binding */ setSecret),
  wi: () => (/* binding */ getDefaultExtensionConfiguration),
  wn: () => (/* binding */ IncompleteAnswer),
  wr: () => (/* binding */ NODE_AUTH_SCHEME_PREFERENCE_OPTIONS),
  wt: () => (/* binding */ stepsToConfirm),
  x: () => (/* binding */ report$1),
  xa: () => (/* binding */ emitWarningIfUnsupportedVersion$1),
  xi: () => (/* binding */ NODE_REGION_CONFIG_OPTIONS),
  xn: () => (/* binding */ names$1),
  xr: () => (/* binding */ fromEnv),
  xt: () => (/* binding */ retryingReads),
  y: () => (/* binding */ failedEarlier),
  ya: () => (/* binding */ getDefaultSocketTimeout),
  yi: () => (/* binding */ resolveRegionConfig),
  yn: () => (/* binding */ handedOverBy),
  yt: () => (/* binding */ nativeRollbackOf),
  z: () => (/* binding */ parameterIn),
  zi: () => (/* binding */ fileIntercept),
  zn: () => (/* binding */ aliasTagFor),
  zr: () => (/* binding */ resolveUserAgentConfig),
  zt: () => (/* binding */ asked$1)
});

// UNUSED EXPORTS: Wt, _r, br, gr, hr, vr, yr

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(9896);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(1455);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(7075);
;// CONCATENATED MODULE: external "node:process"
const external_node_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");
;// CONCATENATED MODULE: ./action.js













// src/clock.ts
const systemClock = {
	now: () => Date.now(),
	sleep: (ms, stop) => new Promise((resolve) => {
		if (stop?.aborted) return resolve();
		const wake = () => {
			clearTimeout(timer);
			stop?.removeEventListener("abort", wake);
			resolve();
		};
		const timer = setTimeout(wake, ms);
		stop?.addEventListener("abort", wake, { once: true });
	})
};
// src/github/signals.ts
function stopOnSignals() {
	const controller = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => controller.abort(signal));
	return controller.signal;
}
// node_modules/@actions/core/
function toCommandValue(input) {
	if (input === null || input === void 0) return "";
	else if (typeof input === "string" || input instanceof String) return input;
	return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}
function issueCommand(command, properties, message) {
	const cmd = new Command$1(command, properties, message);
	process.stdout.write(cmd.toString() + external_os_.EOL);
}
const CMD_STRING = "::";
var Command$1 = class {
	constructor(command, properties, message) {
		if (!command) command = "missing.command";
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) if (this.properties.hasOwnProperty(key)) {
				const val = this.properties[key];
				if (val) {
					if (first) first = false;
					else cmdStr += ",";
					cmdStr += `${key}=${escapeProperty(val)}`;
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
};
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}
function issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`);
	if (!external_fs_.existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`);
	external_fs_.appendFileSync(filePath, `${toCommandValue(message)}${external_os_.EOL}`, { encoding: "utf8" });
}
function prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
	const convertedValue = toCommandValue(value);
	if (key.includes(delimiter)) throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	if (convertedValue.includes(delimiter)) throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
// scripts/build/oidc.ts
const OidcClient = { async getIDToken(audience) {
	return (await __nccwpck_require__.e(/* import() */ 878).then(__nccwpck_require__.bind(__nccwpck_require__, 7878))).OidcClient.getIDToken(audience);
} };
var __awaiter$2 = function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const { access, appendFile, writeFile } = external_fs_.promises;
const SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
var Summary = class {
	constructor() {
		this._buffer = "";
	}
	filePath() {
		return __awaiter$2(this, void 0, void 0, function* () {
			if (this._filePath) return this._filePath;
			const pathFromEnv = process.env[SUMMARY_ENV_VAR];
			if (!pathFromEnv) throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
			try {
				yield access(pathFromEnv, external_fs_.constants.R_OK | external_fs_.constants.W_OK);
			} catch (_a) {
				throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
			}
			this._filePath = pathFromEnv;
			return this._filePath;
		});
	}
	wrap(tag, content, attrs = {}) {
		const htmlAttrs = Object.entries(attrs).map(([key, value]) => ` ${key}="${value}"`).join("");
		if (!content) return `<${tag}${htmlAttrs}>`;
		return `<${tag}${htmlAttrs}>${content}</${tag}>`;
	}
	write(options) {
		return __awaiter$2(this, void 0, void 0, function* () {
			const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
			const filePath = yield this.filePath();
			yield (overwrite ? writeFile : appendFile)(filePath, this._buffer, { encoding: "utf8" });
			return this.emptyBuffer();
		});
	}
	clear() {
		return __awaiter$2(this, void 0, void 0, function* () {
			return this.emptyBuffer().write({ overwrite: true });
		});
	}
	stringify() {
		return this._buffer;
	}
	isEmptyBuffer() {
		return this._buffer.length === 0;
	}
	emptyBuffer() {
		this._buffer = "";
		return this;
	}
	addRaw(text, addEOL = false) {
		this._buffer += text;
		return addEOL ? this.addEOL() : this;
	}
	addEOL() {
		return this.addRaw(external_os_.EOL);
	}
	addCodeBlock(code, lang) {
		const attrs = Object.assign({}, lang && { lang });
		const element = this.wrap("pre", this.wrap("code", code), attrs);
		return this.addRaw(element).addEOL();
	}
	addList(items, ordered = false) {
		const tag = ordered ? "ol" : "ul";
		const listItems = items.map((item) => this.wrap("li", item)).join("");
		const element = this.wrap(tag, listItems);
		return this.addRaw(element).addEOL();
	}
	addTable(rows) {
		const tableBody = rows.map((row) => {
			const cells = row.map((cell) => {
				if (typeof cell === "string") return this.wrap("td", cell);
				const { header, data, colspan, rowspan } = cell;
				const tag = header ? "th" : "td";
				const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
				return this.wrap(tag, data, attrs);
			}).join("");
			return this.wrap("tr", cells);
		}).join("");
		const element = this.wrap("table", tableBody);
		return this.addRaw(element).addEOL();
	}
	addDetails(label, content) {
		const element = this.wrap("details", this.wrap("summary", label) + content);
		return this.addRaw(element).addEOL();
	}
	addImage(src, alt, options) {
		const { width, height } = options || {};
		const attrs = Object.assign(Object.assign({}, width && { width }), height && { height });
		const element = this.wrap("img", null, Object.assign({
			src,
			alt
		}, attrs));
		return this.addRaw(element).addEOL();
	}
	addHeading(text, level) {
		const tag = `h${level}`;
		const allowedTag = [
			"h1",
			"h2",
			"h3",
			"h4",
			"h5",
			"h6"
		].includes(tag) ? tag : "h1";
		const element = this.wrap(allowedTag, text);
		return this.addRaw(element).addEOL();
	}
	addSeparator() {
		const element = this.wrap("hr", null);
		return this.addRaw(element).addEOL();
	}
	addBreak() {
		const element = this.wrap("br", null);
		return this.addRaw(element).addEOL();
	}
	addQuote(text, cite) {
		const attrs = Object.assign({}, cite && { cite });
		const element = this.wrap("blockquote", text, attrs);
		return this.addRaw(element).addEOL();
	}
	addLink(text, href) {
		const element = this.wrap("a", text, { href });
		return this.addRaw(element).addEOL();
	}
};
new Summary();
external_os_.platform();
external_os_.arch();
var __awaiter = function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
var ExitCode;
(function(ExitCode) {
	ExitCode[ExitCode["Success"] = 0] = "Success";
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
function setOutput(name, value) {
	if (process.env["GITHUB_OUTPUT"] || "") return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
	process.stdout.write(external_os_.EOL);
	issueCommand("set-output", { name }, toCommandValue(value));
}
function debug(message) {
	issueCommand("debug", {}, message);
}
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function info(message) {
	process.stdout.write(message + external_os_.EOL);
}
function saveState(name, value) {
	if (process.env["GITHUB_STATE"] || "") return issueFileCommand("STATE", prepareKeyValueMessage(name, value));
	issueCommand("save-state", { name }, toCommandValue(value));
}
function getState(name) {
	return process.env[`STATE_${name}`] || "";
}
function getIDToken(aud) {
	return __awaiter(this, void 0, void 0, function* () {
		return yield OidcClient.getIDToken(aud);
	});
}
// node_modules/@aws-sdk/core/
const state$1 = { warningEmitted: false };
const emitWarningIfUnsupportedVersion$1 = (version) => {
	if (version && !state$1.warningEmitted) {
		if (process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED === "true") {
			state$1.warningEmitted = true;
			return;
		}
		const userMajorVersion = parseInt(version.substring(1, version.indexOf(".")));
		const vv = 22;
		if (userMajorVersion < vv) {
			state$1.warningEmitted = true;
			process.emitWarning(`NodeVersionSupportWarning: The AWS SDK for JavaScript (v3)
versions published after the first week of January 2027
will require node >=${vv}. You are running node ${version}.

To continue receiving updates to AWS services, bug fixes,
and security updates please upgrade to node >=${vv}.

More information can be found at: https://a.co/c895JFp`);
		}
	}
};
function setCredentialFeature(credentials, feature, value) {
	if (!credentials.$source) credentials.$source = {};
	credentials.$source[feature] = value;
	return credentials;
}
function setFeature$1(context, feature, value) {
	if (!context.__aws_sdk_context) context.__aws_sdk_context = { features: {} };
	else if (!context.__aws_sdk_context.features) context.__aws_sdk_context.features = {};
	context.__aws_sdk_context.features[feature] = value;
}
const isDefaultSocketTimeoutEnabled = () => typeof process === "object" && process?.env?.AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026 === "true";
const getDefaultSocketTimeout = (requestHandler, timeoutMs) => {
	if (!isDefaultSocketTimeoutEnabled()) return;
	if (typeof requestHandler?.handle === "function") return;
	return timeoutMs;
};
// node_modules/@smithy/core/
const isArrayBuffer = (arg) => typeof ArrayBuffer === "function" && arg instanceof ArrayBuffer || Object.prototype.toString.call(arg) === "[object ArrayBuffer]";
const fromArrayBuffer = (input, offset = 0, length = input.byteLength - offset) => {
	if (!isArrayBuffer(input)) throw new TypeError(`The "input" argument must be ArrayBuffer. Received type ${typeof input} (${input})`);
	return Buffer.from(input, offset, length);
};
const fromString = (input, encoding) => {
	if (typeof input !== "string") throw new TypeError(`The "input" argument must be of type string. Received type ${typeof input} (${input})`);
	return encoding ? Buffer.from(input, encoding) : Buffer.from(input);
};
const BASE64_REGEX = /^[A-Za-z0-9+/]*={0,2}$/;
const fromBase64 = (input) => {
	if (input.length * 3 % 4 !== 0) throw new TypeError(`Incorrect padding on base64 string.`);
	if (!BASE64_REGEX.exec(input)) throw new TypeError(`Invalid base64 string.`);
	const buffer = fromString(input, "base64");
	return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
};
const fromUtf8$1 = (input) => {
	const buf = fromString(input, "utf8");
	return new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength / Uint8Array.BYTES_PER_ELEMENT);
};
const toBase64$1 = (_input) => {
	let input;
	if (typeof _input === "string") input = fromUtf8$1(_input);
	else input = _input;
	if (typeof input !== "object" || typeof input.byteOffset !== "number" || typeof input.byteLength !== "number") throw new Error("@smithy/util-base64: toBase64 encoder function only accepts string | Uint8Array.");
	return fromArrayBuffer(input.buffer, input.byteOffset, input.byteLength).toString("base64");
};
function bindUint8ArrayBlobAdapter(toUtf8, fromUtf8, toBase64, fromBase64) {
	return class Uint8ArrayBlobAdapter extends Uint8Array {
		static fromString(source, encoding = "utf-8") {
			if (typeof source === "string") {
				if (encoding === "base64") return Uint8ArrayBlobAdapter.mutate(fromBase64(source));
				return Uint8ArrayBlobAdapter.mutate(fromUtf8(source));
			}
			throw new Error(`Unsupported conversion from ${typeof source} to Uint8ArrayBlobAdapter.`);
		}
		static mutate(source) {
			Object.setPrototypeOf(source, Uint8ArrayBlobAdapter.prototype);
			return source;
		}
		transformToString(encoding = "utf-8") {
			if (encoding === "base64") return toBase64(this);
			return toUtf8(this);
		}
	};
}
const toUtf8$1 = (input) => {
	if (typeof input === "string") return input;
	if (typeof input !== "object" || typeof input.byteOffset !== "number" || typeof input.byteLength !== "number") throw new Error("@smithy/util-utf8: toUtf8 encoder function only accepts string | Uint8Array.");
	return fromArrayBuffer(input.buffer, input.byteOffset, input.byteLength).toString("utf8");
};
const decimalToHex = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
function bindV4(getRandomValues) {
	if (typeof crypto !== "undefined" && typeof crypto.randomUUID === "function") return () => crypto.randomUUID();
	return () => {
		const rnds = /* @__PURE__ */ new Uint8Array(16);
		getRandomValues(rnds);
		rnds[6] = rnds[6] & 15 | 64;
		rnds[8] = rnds[8] & 63 | 128;
		return decimalToHex[rnds[0]] + decimalToHex[rnds[1]] + decimalToHex[rnds[2]] + decimalToHex[rnds[3]] + "-" + decimalToHex[rnds[4]] + decimalToHex[rnds[5]] + "-" + decimalToHex[rnds[6]] + decimalToHex[rnds[7]] + "-" + decimalToHex[rnds[8]] + decimalToHex[rnds[9]] + "-" + decimalToHex[rnds[10]] + decimalToHex[rnds[11]] + decimalToHex[rnds[12]] + decimalToHex[rnds[13]] + decimalToHex[rnds[14]] + decimalToHex[rnds[15]];
	};
}
// node_modules/@smithy/types/
var EndpointURLScheme;
(function(EndpointURLScheme) {
	EndpointURLScheme["HTTP"] = "http";
	EndpointURLScheme["HTTPS"] = "https";
})(EndpointURLScheme || (EndpointURLScheme = {}));
var AlgorithmId;
(function(AlgorithmId) {
	AlgorithmId["MD5"] = "md5";
	AlgorithmId["CRC32"] = "crc32";
	AlgorithmId["CRC32C"] = "crc32c";
	AlgorithmId["SHA1"] = "sha1";
	AlgorithmId["SHA256"] = "sha256";
})(AlgorithmId || (AlgorithmId = {}));
const SMITHY_CONTEXT_KEY = "__smithy_context";
var IniSectionType;
(function(IniSectionType) {
	IniSectionType["PROFILE"] = "profile";
	IniSectionType["SSO_SESSION"] = "sso-session";
	IniSectionType["SERVICES"] = "services";
})(IniSectionType || (IniSectionType = {}));
// node_modules/@smithy/core/
const getSmithyContext = (context) => context["__smithy_context"] || (context["__smithy_context"] = {});
function hasOwn(o, k) {
	return Object.prototype.hasOwnProperty.call(o, k);
}
var HttpRequest = class HttpRequest {
	method;
	protocol;
	hostname;
	port;
	path;
	query;
	headers;
	username;
	password;
	fragment;
	body;
	constructor(options) {
		this.method = options.method || "GET";
		this.hostname = options.hostname || "localhost";
		this.port = options.port;
		this.query = options.query || {};
		this.headers = options.headers || {};
		this.body = options.body;
		this.protocol = options.protocol ? options.protocol.slice(-1) !== ":" ? `${options.protocol}:` : options.protocol : "https:";
		this.path = options.path ? options.path.charAt(0) !== "/" ? `/${options.path}` : options.path : "/";
		this.username = options.username;
		this.password = options.password;
		this.fragment = options.fragment;
	}
	static clone(request) {
		const cloned = new HttpRequest({
			...request,
			headers: { ...request.headers }
		});
		if (cloned.query) cloned.query = cloneQuery(cloned.query);
		return cloned;
	}
	static isInstance(request) {
		if (!request) return false;
		const req = request;
		return "method" in req && "protocol" in req && "hostname" in req && "path" in req && typeof req["query"] === "object" && typeof req["headers"] === "object";
	}
	clone() {
		return HttpRequest.clone(this);
	}
};
function cloneQuery(query) {
	return Object.keys(query).reduce((carry, paramName) => {
		const param = query[paramName];
		return {
			...carry,
			[paramName]: Array.isArray(param) ? [...param] : param
		};
	}, {});
}
var HttpResponse = class {
	statusCode;
	reason;
	headers;
	body;
	constructor(options) {
		this.statusCode = options.statusCode;
		this.reason = options.reason;
		this.headers = options.headers || {};
		this.body = options.body;
	}
	static isInstance(response) {
		if (!response) return false;
		const resp = response;
		return typeof resp.statusCode === "number" && typeof resp.headers === "object";
	}
};
const VALID_HOST_LABEL_REGEX = new RegExp(`^(?!.*-$)(?!-)[a-zA-Z0-9-]{1,63}$`);
const isValidHostLabel = (value, allowSubDomains = false) => {
	if (!allowSubDomains) return VALID_HOST_LABEL_REGEX.test(value);
	const labels = value.split(".");
	for (const label of labels) if (!isValidHostLabel(label)) return false;
	return true;
};
function isValidHostname(hostname) {
	return /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(hostname);
}
const normalizeProvider$1 = (input) => {
	if (typeof input === "function") return input;
	const promisified = Promise.resolve(input);
	return () => promisified;
};
function parseQueryString(querystring) {
	const query = {};
	querystring = querystring.replace(/^\?/, "");
	if (querystring) for (const pair of querystring.split("&")) {
		let [key, value = null] = pair.split("=");
		key = decodeURIComponent(key);
		if (value) value = decodeURIComponent(value);
		if (!(key in query)) query[key] = value;
		else if (Array.isArray(query[key])) query[key].push(value);
		else query[key] = [query[key], value];
	}
	return query;
}
const parseUrl = (url) => {
	if (typeof url === "string") return parseUrl(new URL(url));
	const { hostname, pathname, port, protocol, search } = url;
	let query;
	if (search) query = parseQueryString(search);
	return {
		hostname,
		port: port ? parseInt(port) : void 0,
		protocol,
		path: pathname,
		query
	};
};
const toEndpointV1 = (endpoint) => {
	if (typeof endpoint === "object") {
		if ("url" in endpoint) {
			const v1Endpoint = parseUrl(endpoint.url);
			if (endpoint.headers) {
				v1Endpoint.headers = {};
				for (const name in endpoint.headers) {
					if (!hasOwn(endpoint.headers, name)) continue;
					v1Endpoint.headers[name.toLowerCase()] = endpoint.headers[name].join(", ");
				}
			}
			return v1Endpoint;
		}
		return endpoint;
	}
	return parseUrl(endpoint);
};
const expectNumber = (value) => {
	if (value === null || value === void 0) return;
	if (typeof value === "string") {
		const parsed = parseFloat(value);
		if (!Number.isNaN(parsed)) {
			if (String(parsed) !== String(value)) logger.warn(stackTraceWarning(`Expected number but observed string: ${value}`));
			return parsed;
		}
	}
	if (typeof value === "number") return value;
	throw new TypeError(`Expected number, got ${typeof value}: ${value}`);
};
const MAX_FLOAT = Math.ceil(2 ** 127 * (2 - 2 ** -23));
const expectFloat32 = (value) => {
	const expected = expectNumber(value);
	if (expected !== void 0 && !Number.isNaN(expected) && expected !== Infinity && expected !== -Infinity) {
		if (Math.abs(expected) > MAX_FLOAT) throw new TypeError(`Expected 32-bit float, got ${value}`);
	}
	return expected;
};
const expectLong = (value) => {
	if (value === null || value === void 0) return;
	if (Number.isInteger(value) && !Number.isNaN(value)) return value;
	throw new TypeError(`Expected integer, got ${typeof value}: ${value}`);
};
const expectShort = (value) => expectSizedInt(value, 16);
const expectByte = (value) => expectSizedInt(value, 8);
const expectSizedInt = (value, size) => {
	const expected = expectLong(value);
	if (expected !== void 0 && castInt(expected, size) !== expected) throw new TypeError(`Expected ${size}-bit integer, got ${value}`);
	return expected;
};
const castInt = (value, size) => {
	switch (size) {
		case 32: return Int32Array.of(value)[0];
		case 16: return Int16Array.of(value)[0];
		case 8: return Int8Array.of(value)[0];
	}
};
const strictParseDouble = (value) => {
	if (typeof value == "string") return expectNumber(parseNumber(value));
	return expectNumber(value);
};
const strictParseFloat32 = (value) => {
	if (typeof value == "string") return expectFloat32(parseNumber(value));
	return expectFloat32(value);
};
const NUMBER_REGEX = /(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(-?Infinity)|(NaN)/g;
const parseNumber = (value) => {
	const matches = value.match(NUMBER_REGEX);
	if (matches === null || matches[0].length !== value.length) throw new TypeError(`Expected real number, got implicit NaN`);
	return parseFloat(value);
};
const strictParseShort = (value) => {
	if (typeof value === "string") return expectShort(parseNumber(value));
	return expectShort(value);
};
const strictParseByte = (value) => {
	if (typeof value === "string") return expectByte(parseNumber(value));
	return expectByte(value);
};
const stackTraceWarning = (message) => {
	return String(new TypeError(message).stack || message).split("\n").slice(0, 5).filter((s) => !s.includes("stackTraceWarning")).join("\n");
};
const logger = { warn: console.warn };
const DAYS = [
	"Sun",
	"Mon",
	"Tue",
	"Wed",
	"Thu",
	"Fri",
	"Sat"
];
const MONTHS = [
	"Jan",
	"Feb",
	"Mar",
	"Apr",
	"May",
	"Jun",
	"Jul",
	"Aug",
	"Sep",
	"Oct",
	"Nov",
	"Dec"
];
function dateToUtcString(date) {
	const year = date.getUTCFullYear();
	const month = date.getUTCMonth();
	const dayOfWeek = date.getUTCDay();
	const dayOfMonthInt = date.getUTCDate();
	const hoursInt = date.getUTCHours();
	const minutesInt = date.getUTCMinutes();
	const secondsInt = date.getUTCSeconds();
	const dayOfMonthString = dayOfMonthInt < 10 ? `0${dayOfMonthInt}` : `${dayOfMonthInt}`;
	const hoursString = hoursInt < 10 ? `0${hoursInt}` : `${hoursInt}`;
	const minutesString = minutesInt < 10 ? `0${minutesInt}` : `${minutesInt}`;
	const secondsString = secondsInt < 10 ? `0${secondsInt}` : `${secondsInt}`;
	return `${DAYS[dayOfWeek]}, ${dayOfMonthString} ${MONTHS[month]} ${year} ${hoursString}:${minutesString}:${secondsString} GMT`;
}
const RFC3339 = /* @__PURE__ */ new RegExp(/^(\d{4})-(\d{2})-(\d{2})[tT](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?[zZ]$/);
const parseRfc3339DateTime = (value) => {
	if (value === null || value === void 0) return;
	if (typeof value !== "string") throw new TypeError("RFC-3339 date-times must be expressed as strings");
	const match = RFC3339.exec(value);
	if (!match) throw new TypeError("Invalid RFC-3339 date-time value");
	const [_, yearStr, monthStr, dayStr, hours, minutes, seconds, fractionalMilliseconds] = match;
	const year = strictParseShort(stripLeadingZeroes(yearStr));
	const month = parseDateValue(monthStr, "month", 1, 12);
	const day = parseDateValue(dayStr, "day", 1, 31);
	return buildDate(year, month, day, {
		hours,
		minutes,
		seconds,
		fractionalMilliseconds
	});
};
const RFC3339_WITH_OFFSET$1 = /* @__PURE__ */ new RegExp(/^(\d{4})-(\d{2})-(\d{2})[tT](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(([-+]\d{2}:\d{2})|[zZ])$/);
const parseRfc3339DateTimeWithOffset = (value) => {
	if (value === null || value === void 0) return;
	if (typeof value !== "string") throw new TypeError("RFC-3339 date-times must be expressed as strings");
	const match = RFC3339_WITH_OFFSET$1.exec(value);
	if (!match) throw new TypeError("Invalid RFC-3339 date-time value");
	const [_, yearStr, monthStr, dayStr, hours, minutes, seconds, fractionalMilliseconds, offsetStr] = match;
	const year = strictParseShort(stripLeadingZeroes(yearStr));
	const month = parseDateValue(monthStr, "month", 1, 12);
	const day = parseDateValue(dayStr, "day", 1, 31);
	const date = buildDate(year, month, day, {
		hours,
		minutes,
		seconds,
		fractionalMilliseconds
	});
	if (offsetStr.toUpperCase() != "Z") date.setTime(date.getTime() - parseOffsetToMilliseconds(offsetStr));
	return date;
};
const IMF_FIXDATE$1 = /* @__PURE__ */ new RegExp(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))? GMT$/);
const RFC_850_DATE$1 = /* @__PURE__ */ new RegExp(/^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (\d{2})-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-(\d{2}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))? GMT$/);
const ASC_TIME$1 = /* @__PURE__ */ new RegExp(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ( [1-9]|\d{2}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))? (\d{4})$/);
const parseRfc7231DateTime = (value) => {
	if (value === null || value === void 0) return;
	if (typeof value !== "string") throw new TypeError("RFC-7231 date-times must be expressed as strings");
	let match = IMF_FIXDATE$1.exec(value);
	if (match) {
		const [_, dayStr, monthStr, yearStr, hours, minutes, seconds, fractionalMilliseconds] = match;
		return buildDate(strictParseShort(stripLeadingZeroes(yearStr)), parseMonthByShortName(monthStr), parseDateValue(dayStr, "day", 1, 31), {
			hours,
			minutes,
			seconds,
			fractionalMilliseconds
		});
	}
	match = RFC_850_DATE$1.exec(value);
	if (match) {
		const [_, dayStr, monthStr, yearStr, hours, minutes, seconds, fractionalMilliseconds] = match;
		return adjustRfc850Year(buildDate(parseTwoDigitYear(yearStr), parseMonthByShortName(monthStr), parseDateValue(dayStr, "day", 1, 31), {
			hours,
			minutes,
			seconds,
			fractionalMilliseconds
		}));
	}
	match = ASC_TIME$1.exec(value);
	if (match) {
		const [_, monthStr, dayStr, hours, minutes, seconds, fractionalMilliseconds, yearStr] = match;
		return buildDate(strictParseShort(stripLeadingZeroes(yearStr)), parseMonthByShortName(monthStr), parseDateValue(dayStr.trimLeft(), "day", 1, 31), {
			hours,
			minutes,
			seconds,
			fractionalMilliseconds
		});
	}
	throw new TypeError("Invalid RFC-7231 date-time value");
};
const parseEpochTimestamp = (value) => {
	if (value === null || value === void 0) return;
	let valueAsDouble;
	if (typeof value === "number") valueAsDouble = value;
	else if (typeof value === "string") valueAsDouble = strictParseDouble(value);
	else if (typeof value === "object" && value.tag === 1) valueAsDouble = value.value;
	else throw new TypeError("Epoch timestamps must be expressed as floating point numbers or their string representation");
	if (Number.isNaN(valueAsDouble) || valueAsDouble === Infinity || valueAsDouble === -Infinity) throw new TypeError("Epoch timestamps must be valid, non-Infinite, non-NaN numerics");
	return new Date(Math.round(valueAsDouble * 1e3));
};
const buildDate = (year, month, day, time) => {
	const adjustedMonth = month - 1;
	validateDayOfMonth(year, adjustedMonth, day);
	return new Date(Date.UTC(year, adjustedMonth, day, parseDateValue(time.hours, "hour", 0, 23), parseDateValue(time.minutes, "minute", 0, 59), parseDateValue(time.seconds, "seconds", 0, 60), parseMilliseconds(time.fractionalMilliseconds)));
};
const parseTwoDigitYear = (value) => {
	const thisYear = (/* @__PURE__ */ new Date()).getUTCFullYear();
	const valueInThisCentury = Math.floor(thisYear / 100) * 100 + strictParseShort(stripLeadingZeroes(value));
	if (valueInThisCentury < thisYear) return valueInThisCentury + 100;
	return valueInThisCentury;
};
const FIFTY_YEARS_IN_MILLIS = 15768e8;
const adjustRfc850Year = (input) => {
	if (input.getTime() - (/* @__PURE__ */ new Date()).getTime() > FIFTY_YEARS_IN_MILLIS) return new Date(Date.UTC(input.getUTCFullYear() - 100, input.getUTCMonth(), input.getUTCDate(), input.getUTCHours(), input.getUTCMinutes(), input.getUTCSeconds(), input.getUTCMilliseconds()));
	return input;
};
const parseMonthByShortName = (value) => {
	const monthIdx = MONTHS.indexOf(value);
	if (monthIdx < 0) throw new TypeError(`Invalid month: ${value}`);
	return monthIdx + 1;
};
const DAYS_IN_MONTH = [
	31,
	28,
	31,
	30,
	31,
	30,
	31,
	31,
	30,
	31,
	30,
	31
];
const validateDayOfMonth = (year, month, day) => {
	let maxDays = DAYS_IN_MONTH[month];
	if (month === 1 && isLeapYear(year)) maxDays = 29;
	if (day > maxDays) throw new TypeError(`Invalid day for ${MONTHS[month]} in ${year}: ${day}`);
};
const isLeapYear = (year) => {
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
};
const parseDateValue = (value, type, lower, upper) => {
	const dateVal = strictParseByte(stripLeadingZeroes(value));
	if (dateVal < lower || dateVal > upper) throw new TypeError(`${type} must be between ${lower} and ${upper}, inclusive`);
	return dateVal;
};
const parseMilliseconds = (value) => {
	if (value === null || value === void 0) return 0;
	return strictParseFloat32("0." + value) * 1e3;
};
const parseOffsetToMilliseconds = (value) => {
	const directionStr = value[0];
	let direction = 1;
	if (directionStr == "+") direction = 1;
	else if (directionStr == "-") direction = -1;
	else throw new TypeError(`Offset direction, ${directionStr}, must be "+" or "-"`);
	const hour = Number(value.substring(1, 3));
	const minute = Number(value.substring(4, 6));
	return direction * (hour * 60 + minute) * 60 * 1e3;
};
const stripLeadingZeroes = (value) => {
	let idx = 0;
	while (idx < value.length - 1 && value.charAt(idx) === "0") idx++;
	if (idx === 0) return value;
	return value.slice(idx);
};
const LazyJsonString = function LazyJsonString(val) {
	return Object.assign(new String(val), {
		deserializeJSON() {
			return JSON.parse(String(val));
		},
		toString() {
			return String(val);
		},
		toJSON() {
			return String(val);
		}
	});
};
LazyJsonString.from = (object) => {
	if (object && typeof object === "object" && (object instanceof LazyJsonString || "deserializeJSON" in object)) return object;
	else if (typeof object === "string" || Object.getPrototypeOf(object) === String.prototype) return LazyJsonString(String(object));
	return LazyJsonString(JSON.stringify(object));
};
LazyJsonString.fromObject = LazyJsonString.from;
function quoteHeader(part) {
	if (part.includes(",") || part.includes("\"")) part = `"${part.replace(/\\/g, "\\\\").replace(/"/g, "\\\"")}"`;
	return part;
}
const ddd = `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[ne|u?r]?s?day)?`;
const mmm = `(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)`;
const time = `(\\d?\\d):(\\d{2}):(\\d{2})(?:\\.(\\d+))?`;
const date = `(\\d?\\d)`;
const year = `(\\d{4})`;
const RFC3339_WITH_OFFSET = /* @__PURE__ */ new RegExp(/^(\d{4})-(\d\d)-(\d\d)[tT](\d\d):(\d\d):(\d\d)(\.(\d+))?(([-+]\d\d:\d\d)|[zZ])$/);
const IMF_FIXDATE_NATIVE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?:0[1-9]|[12]\d|3[01]) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [1-9]\d{3} (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d GMT$/;
const IMF_FIXDATE = new RegExp(`^${ddd}, ${date} ${mmm} ${year} ${time} GMT$`);
const RFC_850_DATE = new RegExp(`^${ddd}, ${date}-${mmm}-(\\d\\d) ${time} GMT$`);
const ASC_TIME = new RegExp(`^${ddd} ${mmm} ( [1-9]|\\d\\d) ${time} ${year}$`);
const months = [
	"Jan",
	"Feb",
	"Mar",
	"Apr",
	"May",
	"Jun",
	"Jul",
	"Aug",
	"Sep",
	"Oct",
	"Nov",
	"Dec"
];
const _parseEpochTimestamp = (value) => {
	if (value == null) return;
	let num = NaN;
	if (typeof value === "number") num = value;
	else if (typeof value === "string") {
		if (!/^-?\d*\.?\d+$/.test(value)) throw new TypeError(`parseEpochTimestamp - numeric string invalid.`);
		num = Number.parseFloat(value);
	} else if (typeof value === "object" && value.tag === 1) num = value.value;
	if (isNaN(num) || Math.abs(num) === Infinity) throw new TypeError("Epoch timestamps must be valid finite numbers.");
	return new Date(Math.round(num * 1e3));
};
const _parseRfc3339DateTimeWithOffset = (value) => {
	if (value == null) return;
	if (typeof value !== "string") throw new TypeError("RFC3339 timestamps must be strings");
	const matches = RFC3339_WITH_OFFSET.exec(value);
	if (!matches) throw new TypeError(`Invalid RFC3339 timestamp format ${value}`);
	const [, yearStr, monthStr, dayStr, hours, minutes, seconds, , ms, offsetStr] = matches;
	range(monthStr, 1, 12);
	range(dayStr, 1, 31);
	range(hours, 0, 23);
	range(minutes, 0, 59);
	range(seconds, 0, 60);
	const date = new Date(Date.UTC(Number(yearStr), Number(monthStr) - 1, Number(dayStr), Number(hours), Number(minutes), Number(seconds), Number(ms) ? Math.round(parseFloat(`0.${ms}`) * 1e3) : 0));
	date.setUTCFullYear(Number(yearStr));
	if (offsetStr.toUpperCase() != "Z") {
		const [, sign, offsetH, offsetM] = /([+-])(\d\d):(\d\d)/.exec(offsetStr) || [
			void 0,
			"+",
			0,
			0
		];
		const scalar = sign === "-" ? 1 : -1;
		date.setTime(date.getTime() + scalar * (Number(offsetH) * 60 * 60 * 1e3 + Number(offsetM) * 60 * 1e3));
	}
	return date;
};
const _parseRfc7231DateTime = (value) => {
	if (value == null) return;
	if (typeof value !== "string") throw new TypeError("RFC7231 timestamps must be strings.");
	if (IMF_FIXDATE_NATIVE.test(value)) return new Date(value);
	let day;
	let month;
	let year;
	let hour;
	let minute;
	let second;
	let fraction;
	let matches;
	if (matches = IMF_FIXDATE.exec(value)) [, day, month, year, hour, minute, second, fraction] = matches;
	else if (matches = RFC_850_DATE.exec(value)) {
		[, day, month, year, hour, minute, second, fraction] = matches;
		year = (Number(year) + 1900).toString();
	} else if (matches = ASC_TIME.exec(value)) [, month, day, hour, minute, second, fraction, year] = matches;
	if (year && second) {
		const timestamp = Date.UTC(Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second), fraction ? Math.round(parseFloat(`0.${fraction}`) * 1e3) : 0);
		range(day, 1, 31);
		range(hour, 0, 23);
		range(minute, 0, 59);
		range(second, 0, 60);
		const date = new Date(timestamp);
		date.setUTCFullYear(Number(year));
		return date;
	}
	throw new TypeError(`Invalid RFC7231 date-time value ${value}.`);
};
function range(v, min, max) {
	const _v = Number(v);
	if (_v < min || _v > max) throw new Error(`Value ${_v} out of range [${min}, ${max}]`);
}
function splitEvery(value, delimiter, numDelimiters) {
	if (numDelimiters <= 0 || !Number.isInteger(numDelimiters)) throw new Error("Invalid number of delimiters (" + numDelimiters + ") for splitEvery.");
	const segments = value.split(delimiter);
	if (numDelimiters === 1) return segments;
	const compoundSegments = [];
	let currentSegment = "";
	for (let i = 0; i < segments.length; i++) {
		if (currentSegment === "") currentSegment = segments[i];
		else currentSegment += delimiter + segments[i];
		if ((i + 1) % numDelimiters === 0) {
			compoundSegments.push(currentSegment);
			currentSegment = "";
		}
	}
	if (currentSegment !== "") compoundSegments.push(currentSegment);
	return compoundSegments;
}
const splitHeader = (value) => {
	const z = value.length;
	const values = [];
	let withinQuotes = false;
	let escaped = false;
	let anchor = 0;
	for (let i = 0; i < z; ++i) {
		const char = value[i];
		switch (char) {
			case `"`:
				if (!escaped) withinQuotes = !withinQuotes;
				break;
			case ",": if (!withinQuotes) {
				values.push(value.slice(anchor, i));
				anchor = i + 1;
			}
		}
		escaped = char === "\\" && !escaped;
	}
	values.push(value.slice(anchor));
	return values.map((v) => {
		v = v.trim();
		const z = v.length;
		if (z < 2) return v;
		if (v[0] === `"` && v[z - 1] === `"`) {
			v = v.slice(1, z - 1);
			return v.replace(/\\(["\\])/g, "$1");
		}
		return v.replace(/\\"/g, "\"");
	});
};
const format = /^-?((0|[1-9]\d*)(\.\d+)?|\.\d+)([eE][+-]?\d+)?$/;
var NumericValue = class NumericValue {
	string;
	type;
	constructor(string, type) {
		this.string = string;
		this.type = type;
		if (!format.test(string)) throw new Error(`@smithy/core/serde - NumericValue string must conform to the Smithy bigDecimal format. Received: "${string}"`);
	}
	toString() {
		return this.string;
	}
	static [Symbol.hasInstance](object) {
		if (!object || typeof object !== "object") return false;
		const _nv = object;
		return NumericValue.prototype.isPrototypeOf(object) || _nv.type === "bigDecimal" && format.test(_nv.string);
	}
};
const SHORT_TO_HEX = {};
const HEX_TO_SHORT = {};
for (let i = 0; i < 256; i++) {
	let encodedByte = i.toString(16).toLowerCase();
	if (encodedByte.length === 1) encodedByte = `0${encodedByte}`;
	SHORT_TO_HEX[i] = encodedByte;
	HEX_TO_SHORT[encodedByte] = i;
}
function fromHex(encoded) {
	if (encoded.length % 2 !== 0) throw new Error("Hex encoded strings must have an even number length");
	const out = new Uint8Array(encoded.length / 2);
	for (let i = 0; i < encoded.length; i += 2) {
		const encodedByte = encoded.slice(i, i + 2).toLowerCase();
		if (encodedByte in HEX_TO_SHORT) out[i / 2] = HEX_TO_SHORT[encodedByte];
		else throw new Error(`Cannot decode unrecognized sequence ${encodedByte} as hexadecimal`);
	}
	return out;
}
function toHex(bytes) {
	let out = "";
	for (let i = 0; i < bytes.byteLength; i++) out += SHORT_TO_HEX[bytes[i]];
	return out;
}
const calculateBodyLength = (body) => {
	if (!body) return 0;
	if (typeof body === "string") return Buffer.byteLength(body);
	else if (typeof body.byteLength === "number") return body.byteLength;
	else if (typeof body.size === "number") return body.size;
	else if (typeof body.start === "number" && typeof body.end === "number") return body.end + 1 - body.start;
	else if (body instanceof external_node_fs_.ReadStream) {
		if (body.path != null) return (0,external_node_fs_.lstatSync)(body.path).size;
		else if (typeof body.fd === "number") return (0,external_node_fs_.fstatSync)(body.fd).size;
	}
	throw new Error(`Body Length computation failed for ${body}`);
};
const toUint8Array = (data) => {
	if (data instanceof Uint8Array) return data;
	if (typeof data === "string") return fromUtf8$1(data);
	if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength / Uint8Array.BYTES_PER_ELEMENT);
	return new Uint8Array(data);
};
function concatBytes(arrays, length) {
	if (length === void 0) {
		length = 0;
		for (const bytes of arrays) length += bytes.byteLength;
	}
	const result = new Uint8Array(length);
	let offset = 0;
	for (const buf of arrays) {
		result.set(buf, offset);
		offset += buf.byteLength;
	}
	return result;
}
var ProviderError = class ProviderError extends Error {
	name = "ProviderError";
	tryNextLink;
	constructor(message, options = true) {
		let logger;
		let tryNextLink = true;
		if (typeof options === "boolean") {
			logger = void 0;
			tryNextLink = options;
		} else if (options != null && typeof options === "object") {
			logger = options.logger;
			tryNextLink = options.tryNextLink ?? true;
		}
		super(message);
		this.tryNextLink = tryNextLink;
		Object.setPrototypeOf(this, ProviderError.prototype);
		logger?.debug?.(`@smithy/property-provider ${tryNextLink ? "->" : "(!)"} ${message}`);
	}
	static from(error, options = true) {
		return Object.assign(new this(error.message, options), error);
	}
};
var CredentialsProviderError = class CredentialsProviderError extends ProviderError {
	name = "CredentialsProviderError";
	constructor(message, options = true) {
		super(message, options);
		Object.setPrototypeOf(this, CredentialsProviderError.prototype);
	}
};
const chain = (...providers) => async () => {
	if (providers.length === 0) throw new ProviderError("No providers in chain");
	let lastProviderError;
	for (const provider of providers) try {
		return await provider();
	} catch (err) {
		lastProviderError = err;
		if (err?.tryNextLink) continue;
		throw err;
	}
	throw lastProviderError;
};
const fromValue = (staticValue) => () => Promise.resolve(staticValue);
const memoize = (provider, isExpired, requiresRefresh) => {
	let resolved;
	let pending;
	let hasResult;
	let isConstant = false;
	const coalesceProvider = async () => {
		if (!pending) pending = provider();
		try {
			resolved = await pending;
			hasResult = true;
			isConstant = false;
		} finally {
			pending = void 0;
		}
		return resolved;
	};
	if (isExpired === void 0) return async (options) => {
		if (!hasResult || options?.forceRefresh) resolved = await coalesceProvider();
		return resolved;
	};
	return async (options) => {
		if (!hasResult || options?.forceRefresh) resolved = await coalesceProvider();
		if (isConstant) return resolved;
		if (requiresRefresh && !requiresRefresh(resolved)) {
			isConstant = true;
			return resolved;
		}
		if (isExpired(resolved)) {
			await coalesceProvider();
			return resolved;
		}
		return resolved;
	};
};
const booleanSelector = (obj, key, type) => {
	if (!(key in obj)) return;
	if (obj[key] === "true") return true;
	if (obj[key] === "false") return false;
	throw new Error(`Cannot load ${type} "${key}". Expected "true" or "false", got ${obj[key]}.`);
};
var SelectorType;
(function(SelectorType) {
	SelectorType["ENV"] = "env";
	SelectorType["CONFIG"] = "shared config entry";
})(SelectorType || (SelectorType = {}));
const homeDirCache = {};
const getHomeDirCacheKey = () => {
	if (process && process.geteuid) return `${process.geteuid()}`;
	return "DEFAULT";
};
const getHomeDir = () => {
	const { HOME, USERPROFILE, HOMEPATH, HOMEDRIVE = `C:${external_node_path_.sep}` } = process.env;
	if (HOME) return HOME;
	if (USERPROFILE) return USERPROFILE;
	if (HOMEPATH) return `${HOMEDRIVE}${HOMEPATH}`;
	const homeDirCacheKey = getHomeDirCacheKey();
	if (!homeDirCache[homeDirCacheKey]) homeDirCache[homeDirCacheKey] = (0,external_node_os_.homedir)();
	return homeDirCache[homeDirCacheKey];
};
const getProfileName = (init) => init.profile || process.env["AWS_PROFILE"] || "default";
const getConfigData = (data) => Object.entries(data).filter(([key]) => {
	const indexOfSeparator = key.indexOf(".");
	if (indexOfSeparator === -1) return false;
	return Object.values(IniSectionType).includes(key.substring(0, indexOfSeparator));
}).reduce((acc, [key, value]) => {
	const indexOfSeparator = key.indexOf(".");
	const updatedKey = key.substring(0, indexOfSeparator) === IniSectionType.PROFILE ? key.substring(indexOfSeparator + 1) : key;
	acc[updatedKey] = value;
	return acc;
}, { ...data.default && { default: data.default } });
const getConfigFilepath = () => process.env["AWS_CONFIG_FILE"] || (0,external_node_path_.join)(getHomeDir(), ".aws", "config");
const getCredentialsFilepath = () => process.env["AWS_SHARED_CREDENTIALS_FILE"] || (0,external_node_path_.join)(getHomeDir(), ".aws", "credentials");
const prefixKeyRegex = /^([\w-]+)\s(["'])?([\w-@+.%:/]+)\2$/;
const profileNameBlockList = ["__proto__", "profile __proto__"];
const parseIni = (iniData) => {
	const map = {};
	let currentSection;
	let currentSubSection;
	for (const iniLine of iniData.split(/\r?\n/)) {
		const trimmedLine = iniLine.split(/(^|\s)[;#]/)[0].trim();
		if (trimmedLine[0] === "[" && trimmedLine[trimmedLine.length - 1] === "]") {
			currentSection = void 0;
			currentSubSection = void 0;
			const sectionName = trimmedLine.substring(1, trimmedLine.length - 1);
			const matches = prefixKeyRegex.exec(sectionName);
			if (matches) {
				const [, prefix, , name] = matches;
				if (Object.values(IniSectionType).includes(prefix)) currentSection = [prefix, name].join(".");
			} else currentSection = sectionName;
			if (profileNameBlockList.includes(sectionName)) throw new Error(`Found invalid profile name "${sectionName}"`);
		} else if (currentSection) {
			const indexOfEqualsSign = trimmedLine.indexOf("=");
			if (![0, -1].includes(indexOfEqualsSign)) {
				const [name, value] = [trimmedLine.substring(0, indexOfEqualsSign).trim(), trimmedLine.substring(indexOfEqualsSign + 1).trim()];
				if (value === "") currentSubSection = name;
				else {
					if (currentSubSection && iniLine.trimStart() === iniLine) currentSubSection = void 0;
					map[currentSection] = map[currentSection] || {};
					const key = currentSubSection ? [currentSubSection, name].join(".") : name;
					map[currentSection][key] = value;
				}
			}
		}
	}
	return map;
};
const filePromises = {};
const fileIntercept = {};
const readFile$1 = (path, options) => {
	if (fileIntercept[path] !== void 0) return fileIntercept[path];
	if (!filePromises[path] || options?.ignoreCache) filePromises[path] = (0,promises_.readFile)(path, "utf8");
	return filePromises[path];
};
const swallowError = () => ({});
const loadSharedConfigFiles = async (init = {}) => {
	const { filepath = getCredentialsFilepath(), configFilepath = getConfigFilepath() } = init;
	const homeDir = getHomeDir();
	const relativeHomeDirPrefix = "~/";
	let resolvedFilepath = filepath;
	if (filepath.startsWith(relativeHomeDirPrefix)) resolvedFilepath = (0,external_node_path_.join)(homeDir, filepath.slice(2));
	let resolvedConfigFilepath = configFilepath;
	if (configFilepath.startsWith(relativeHomeDirPrefix)) resolvedConfigFilepath = (0,external_node_path_.join)(homeDir, configFilepath.slice(2));
	const parsedFiles = await Promise.all([readFile$1(resolvedConfigFilepath, { ignoreCache: init.ignoreCache }).then(parseIni).then(getConfigData).catch(swallowError), readFile$1(resolvedFilepath, { ignoreCache: init.ignoreCache }).then(parseIni).catch(swallowError)]);
	return {
		configFile: parsedFiles[0],
		credentialsFile: parsedFiles[1]
	};
};
function getSelectorName(functionString) {
	try {
		const constants = new Set(Array.from(functionString.match(/([A-Z_]){3,}/g) ?? []));
		constants.delete("CONFIG");
		constants.delete("CONFIG_PREFIX_SEPARATOR");
		constants.delete("ENV");
		return [...constants].join(", ");
	} catch (ignored) {
		return functionString;
	}
}
const fromEnv$1 = (envVarSelector, options) => async () => {
	try {
		const config = envVarSelector(process.env, options);
		if (config === void 0) throw new Error();
		return config;
	} catch (e) {
		throw new CredentialsProviderError(e.message || `Not found in ENV: ${getSelectorName(envVarSelector.toString())}`, { logger: options?.logger });
	}
};
const fromSharedConfigFiles = (configSelector, { preferredFile = "config", ...init } = {}) => async () => {
	const profile = getProfileName(init);
	const { configFile, credentialsFile } = await loadSharedConfigFiles(init);
	const profileFromCredentials = credentialsFile[profile] || {};
	const profileFromConfig = configFile[profile] || {};
	const mergedProfile = preferredFile === "config" ? {
		...profileFromCredentials,
		...profileFromConfig
	} : {
		...profileFromConfig,
		...profileFromCredentials
	};
	try {
		const configValue = configSelector(mergedProfile, preferredFile === "config" ? configFile : credentialsFile);
		if (configValue === void 0) throw new Error();
		return configValue;
	} catch (e) {
		throw new CredentialsProviderError(e.message || `Not found in config files w/ profile [${profile}]: ${getSelectorName(configSelector.toString())}`, { logger: init.logger });
	}
};
const isFunction = (func) => typeof func === "function";
const fromStatic = (defaultValue) => isFunction(defaultValue) ? async () => await defaultValue() : fromValue(defaultValue);
const loadConfig = ({ environmentVariableSelector, configFileSelector, default: defaultValue }, configuration = {}) => {
	const { signingName, logger } = configuration;
	return memoize(chain(fromEnv$1(environmentVariableSelector, {
		signingName,
		logger
	}), fromSharedConfigFiles(configFileSelector, configuration), fromStatic(defaultValue)));
};
const ENV_USE_DUALSTACK_ENDPOINT = "AWS_USE_DUALSTACK_ENDPOINT";
const CONFIG_USE_DUALSTACK_ENDPOINT = "use_dualstack_endpoint";
const NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => booleanSelector(env, ENV_USE_DUALSTACK_ENDPOINT, SelectorType.ENV),
	configFileSelector: (profile) => booleanSelector(profile, CONFIG_USE_DUALSTACK_ENDPOINT, SelectorType.CONFIG),
	default: false
};
const ENV_USE_FIPS_ENDPOINT = "AWS_USE_FIPS_ENDPOINT";
const CONFIG_USE_FIPS_ENDPOINT = "use_fips_endpoint";
const NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => booleanSelector(env, ENV_USE_FIPS_ENDPOINT, SelectorType.ENV),
	configFileSelector: (profile) => booleanSelector(profile, CONFIG_USE_FIPS_ENDPOINT, SelectorType.CONFIG),
	default: false
};
const getAllAliases = (name, aliases) => {
	const _aliases = [];
	if (name) _aliases.push(name);
	if (aliases) for (const alias of aliases) _aliases.push(alias);
	return _aliases;
};
const getMiddlewareNameWithAliases = (name, aliases) => {
	return `${name || "anonymous"}${aliases && aliases.length > 0 ? ` (a.k.a. ${aliases.join(",")})` : ""}`;
};
const constructStack = () => {
	let absoluteEntries = [];
	let relativeEntries = [];
	let identifyOnResolve = false;
	const entriesNameSet = /* @__PURE__ */ new Set();
	const sort = (entries) => entries.sort((a, b) => stepWeights[b.step] - stepWeights[a.step] || priorityWeights[b.priority || "normal"] - priorityWeights[a.priority || "normal"]);
	const removeByName = (toRemove) => {
		let isRemoved = false;
		const filterCb = (entry) => {
			const aliases = getAllAliases(entry.name, entry.aliases);
			if (aliases.includes(toRemove)) {
				isRemoved = true;
				for (const alias of aliases) entriesNameSet.delete(alias);
				return false;
			}
			return true;
		};
		absoluteEntries = absoluteEntries.filter(filterCb);
		relativeEntries = relativeEntries.filter(filterCb);
		return isRemoved;
	};
	const removeByReference = (toRemove) => {
		let isRemoved = false;
		const filterCb = (entry) => {
			if (entry.middleware === toRemove) {
				isRemoved = true;
				for (const alias of getAllAliases(entry.name, entry.aliases)) entriesNameSet.delete(alias);
				return false;
			}
			return true;
		};
		absoluteEntries = absoluteEntries.filter(filterCb);
		relativeEntries = relativeEntries.filter(filterCb);
		return isRemoved;
	};
	const cloneTo = (toStack) => {
		absoluteEntries.forEach((entry) => {
			toStack.add(entry.middleware, { ...entry });
		});
		relativeEntries.forEach((entry) => {
			toStack.addRelativeTo(entry.middleware, { ...entry });
		});
		toStack.identifyOnResolve?.(stack.identifyOnResolve());
		return toStack;
	};
	const expandRelativeMiddlewareList = (from) => {
		const expandedMiddlewareList = [];
		from.before.forEach((entry) => {
			if (entry.before.length === 0 && entry.after.length === 0) expandedMiddlewareList.push(entry);
			else expandedMiddlewareList.push(...expandRelativeMiddlewareList(entry));
		});
		expandedMiddlewareList.push(from);
		from.after.reverse().forEach((entry) => {
			if (entry.before.length === 0 && entry.after.length === 0) expandedMiddlewareList.push(entry);
			else expandedMiddlewareList.push(...expandRelativeMiddlewareList(entry));
		});
		return expandedMiddlewareList;
	};
	const getMiddlewareList = (debug = false) => {
		const normalizedAbsoluteEntries = [];
		const normalizedRelativeEntries = [];
		const normalizedEntriesNameMap = {};
		absoluteEntries.forEach((entry) => {
			const normalizedEntry = {
				...entry,
				before: [],
				after: []
			};
			for (const alias of getAllAliases(normalizedEntry.name, normalizedEntry.aliases)) normalizedEntriesNameMap[alias] = normalizedEntry;
			normalizedAbsoluteEntries.push(normalizedEntry);
		});
		relativeEntries.forEach((entry) => {
			const normalizedEntry = {
				...entry,
				before: [],
				after: []
			};
			for (const alias of getAllAliases(normalizedEntry.name, normalizedEntry.aliases)) normalizedEntriesNameMap[alias] = normalizedEntry;
			normalizedRelativeEntries.push(normalizedEntry);
		});
		normalizedRelativeEntries.forEach((entry) => {
			if (entry.toMiddleware) {
				const toMiddleware = normalizedEntriesNameMap[entry.toMiddleware];
				if (toMiddleware === void 0) {
					if (debug) return;
					throw new Error(`${entry.toMiddleware} is not found when adding ${getMiddlewareNameWithAliases(entry.name, entry.aliases)} middleware ${entry.relation} ${entry.toMiddleware}`);
				}
				if (entry.relation === "after") toMiddleware.after.push(entry);
				if (entry.relation === "before") toMiddleware.before.push(entry);
			}
		});
		return sort(normalizedAbsoluteEntries).map(expandRelativeMiddlewareList).reduce((wholeList, expandedMiddlewareList) => {
			wholeList.push(...expandedMiddlewareList);
			return wholeList;
		}, []);
	};
	const stack = {
		add: (middleware, options = {}) => {
			const { name, override, aliases: _aliases } = options;
			const entry = {
				step: "initialize",
				priority: "normal",
				middleware,
				...options
			};
			const aliases = getAllAliases(name, _aliases);
			if (aliases.length > 0) {
				if (aliases.some((alias) => entriesNameSet.has(alias))) {
					if (!override) throw new Error(`Duplicate middleware name '${getMiddlewareNameWithAliases(name, _aliases)}'`);
					for (const alias of aliases) {
						const toOverrideIndex = absoluteEntries.findIndex((entry) => entry.name === alias || entry.aliases?.some((a) => a === alias));
						if (toOverrideIndex === -1) continue;
						const toOverride = absoluteEntries[toOverrideIndex];
						if (toOverride.step !== entry.step || entry.priority !== toOverride.priority) throw new Error(`"${getMiddlewareNameWithAliases(toOverride.name, toOverride.aliases)}" middleware with ${toOverride.priority} priority in ${toOverride.step} step cannot be overridden by "${getMiddlewareNameWithAliases(name, _aliases)}" middleware with ${entry.priority} priority in ${entry.step} step.`);
						absoluteEntries.splice(toOverrideIndex, 1);
					}
				}
				for (const alias of aliases) entriesNameSet.add(alias);
			}
			absoluteEntries.push(entry);
		},
		addRelativeTo: (middleware, options) => {
			const { name, override, aliases: _aliases } = options;
			const entry = {
				middleware,
				...options
			};
			const aliases = getAllAliases(name, _aliases);
			if (aliases.length > 0) {
				if (aliases.some((alias) => entriesNameSet.has(alias))) {
					if (!override) throw new Error(`Duplicate middleware name '${getMiddlewareNameWithAliases(name, _aliases)}'`);
					for (const alias of aliases) {
						const toOverrideIndex = relativeEntries.findIndex((entry) => entry.name === alias || entry.aliases?.some((a) => a === alias));
						if (toOverrideIndex === -1) continue;
						const toOverride = relativeEntries[toOverrideIndex];
						if (toOverride.toMiddleware !== entry.toMiddleware || toOverride.relation !== entry.relation) throw new Error(`"${getMiddlewareNameWithAliases(toOverride.name, toOverride.aliases)}" middleware ${toOverride.relation} "${toOverride.toMiddleware}" middleware cannot be overridden by "${getMiddlewareNameWithAliases(name, _aliases)}" middleware ${entry.relation} "${entry.toMiddleware}" middleware.`);
						relativeEntries.splice(toOverrideIndex, 1);
					}
				}
				for (const alias of aliases) entriesNameSet.add(alias);
			}
			relativeEntries.push(entry);
		},
		clone: () => cloneTo(constructStack()),
		use: (plugin) => {
			plugin.applyToStack(stack);
		},
		remove: (toRemove) => {
			if (typeof toRemove === "string") return removeByName(toRemove);
			else return removeByReference(toRemove);
		},
		removeByTag: (toRemove) => {
			let isRemoved = false;
			const filterCb = (entry) => {
				const { tags, name, aliases: _aliases } = entry;
				if (tags && tags.includes(toRemove)) {
					const aliases = getAllAliases(name, _aliases);
					for (const alias of aliases) entriesNameSet.delete(alias);
					isRemoved = true;
					return false;
				}
				return true;
			};
			absoluteEntries = absoluteEntries.filter(filterCb);
			relativeEntries = relativeEntries.filter(filterCb);
			return isRemoved;
		},
		concat: (from) => {
			const cloned = cloneTo(constructStack());
			cloned.use(from);
			cloned.identifyOnResolve(identifyOnResolve || cloned.identifyOnResolve() || (from.identifyOnResolve?.() ?? false));
			return cloned;
		},
		applyToStack: cloneTo,
		identify: () => {
			return getMiddlewareList(true).map((mw) => {
				const step = mw.step ?? mw.relation + " " + mw.toMiddleware;
				return getMiddlewareNameWithAliases(mw.name, mw.aliases) + " - " + step;
			});
		},
		identifyOnResolve(toggle) {
			if (typeof toggle === "boolean") identifyOnResolve = toggle;
			return identifyOnResolve;
		},
		resolve: (handler, context) => {
			for (const middleware of getMiddlewareList().map((entry) => entry.middleware).reverse()) handler = middleware(handler, context);
			if (identifyOnResolve) console.log(stack.identify());
			return handler;
		}
	};
	return stack;
};
const stepWeights = {
	initialize: 5,
	serialize: 4,
	build: 3,
	finalizeRequest: 2,
	deserialize: 1
};
const priorityWeights = {
	high: 3,
	normal: 2,
	low: 1
};
var Client = class {
	config;
	middlewareStack = constructStack();
	initConfig;
	handlers;
	constructor(config) {
		this.config = config;
		const { protocol, protocolSettings } = config;
		if (protocolSettings) {
			if (typeof protocol === "function") config.protocol = new protocol(protocolSettings);
		}
	}
	send(command, optionsOrCb, cb) {
		const options = typeof optionsOrCb !== "function" ? optionsOrCb : void 0;
		const callback = typeof optionsOrCb === "function" ? optionsOrCb : cb;
		const useHandlerCache = options === void 0 && this.config.cacheMiddleware === true;
		let handler;
		if (useHandlerCache) {
			if (!this.handlers) this.handlers = /* @__PURE__ */ new WeakMap();
			const handlers = this.handlers;
			if (handlers.has(command.constructor)) handler = handlers.get(command.constructor);
			else {
				handler = command.resolveMiddleware(this.middlewareStack, this.config, options);
				handlers.set(command.constructor, handler);
			}
		} else {
			delete this.handlers;
			handler = command.resolveMiddleware(this.middlewareStack, this.config, options);
		}
		if (callback) handler(command).then((result) => callback(null, result.output), (err) => callback(err)).catch(() => {});
		else return handler(command).then((result) => result.output);
	}
	destroy() {
		this.config?.requestHandler?.destroy?.();
		delete this.handlers;
	}
};
const deref = (schemaRef) => {
	if (typeof schemaRef === "function") return schemaRef();
	return schemaRef;
};
const operation = (namespace, name, traits, input, output) => ({
	name,
	namespace,
	traits,
	input,
	output
});
const schemaDeserializationMiddleware = (config) => (next, context) => async (args) => {
	const { response } = await next(args);
	const { operationSchema } = getSmithyContext(context);
	const [, ns, n, t, i, o] = operationSchema ?? [];
	try {
		return {
			response,
			output: await config.protocol.deserializeResponse(operation(ns, n, t, i, o), {
				...config,
				...context
			}, response)
		};
	} catch (error) {
		Object.defineProperty(error, "$response", {
			value: response,
			enumerable: false,
			writable: false,
			configurable: false
		});
		if (!("$metadata" in error)) {
			const hint = `Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.`;
			try {
				error.message += "\n  " + hint;
			} catch (ignored) {
				if (!context.logger || context.logger?.constructor?.name === "NoOpLogger") console.warn(hint);
				else context.logger?.warn?.(hint);
			}
			if (typeof error.$responseBodyText !== "undefined") {
				if (error.$response) error.$response.body = error.$responseBodyText;
			}
			try {
				if (HttpResponse.isInstance(response)) {
					const { headers = {}, statusCode } = response;
					const headerEntries = Object.entries(headers);
					error.$metadata = {
						httpStatusCode: statusCode,
						requestId: findHeader(/^x-[\w-]+-request-?id$/, headerEntries),
						extendedRequestId: findHeader(/^x-[\w-]+-id-2$/, headerEntries),
						cfId: findHeader(/^x-[\w-]+-cf-id$/, headerEntries)
					};
				}
			} catch (ignored) {}
		}
		throw error;
	}
};
const findHeader = (pattern, headers) => {
	return (headers.find(([k]) => {
		return k.match(pattern);
	}) || [void 0, void 0])[1];
};
const schemaSerializationMiddleware = (config) => (next, context) => async (args) => {
	const { operationSchema } = getSmithyContext(context);
	const [, ns, n, t, i, o] = operationSchema ?? [];
	const endpoint = context.endpointV2 ? async () => toEndpointV1(context.endpointV2) : config.endpoint;
	const request = await config.protocol.serializeRequest(operation(ns, n, t, i, o), args.input, {
		...config,
		...context,
		endpoint
	});
	return next({
		...args,
		request
	});
};
const deserializerMiddlewareOption = {
	name: "deserializerMiddleware",
	step: "deserialize",
	tags: ["DESERIALIZER"],
	override: true
};
const serializerMiddlewareOption$1 = {
	name: "serializerMiddleware",
	step: "serialize",
	tags: ["SERIALIZER"],
	override: true
};
function getSchemaSerdePlugin(config) {
	return { applyToStack: (commandStack) => {
		commandStack.add(schemaSerializationMiddleware(config), serializerMiddlewareOption$1);
		commandStack.add(schemaDeserializationMiddleware(config), deserializerMiddlewareOption);
		config.protocol.setSerdeContext(config);
	} };
}
const traitsCache = [];
function translateTraits(indicator) {
	if (typeof indicator === "object") return indicator;
	indicator = indicator | 0;
	if (traitsCache[indicator]) return traitsCache[indicator];
	const traits = {};
	let i = 0;
	for (const trait of [
		"httpLabel",
		"idempotent",
		"idempotencyToken",
		"sensitive",
		"httpPayload",
		"httpResponseCode",
		"httpQueryParams"
	]) if ((indicator >> i++ & 1) === 1) traits[trait] = 1;
	return traitsCache[indicator] = traits;
}
const anno = {
	it: Symbol.for("@smithy/nor-struct-it"),
	ns: Symbol.for("@smithy/ns")
};
const simpleSchemaCacheN = [];
const simpleSchemaCacheS = {};
var NormalizedSchema = class NormalizedSchema {
	ref;
	memberName;
	static symbol = Symbol.for("@smithy/nor");
	symbol = NormalizedSchema.symbol;
	name;
	schema;
	_isMemberSchema;
	traits;
	memberTraits;
	normalizedTraits;
	constructor(ref, memberName) {
		this.ref = ref;
		this.memberName = memberName;
		const traitStack = [];
		let _ref = ref;
		let schema = ref;
		this._isMemberSchema = false;
		while (isMemberSchema(_ref)) {
			traitStack.push(_ref[1]);
			_ref = _ref[0];
			schema = deref(_ref);
			this._isMemberSchema = true;
		}
		if (traitStack.length > 0) {
			this.memberTraits = {};
			for (let i = traitStack.length - 1; i >= 0; --i) {
				const traitSet = traitStack[i];
				Object.assign(this.memberTraits, translateTraits(traitSet));
			}
		} else this.memberTraits = 0;
		if (schema instanceof NormalizedSchema) {
			const computedMemberTraits = this.memberTraits;
			Object.assign(this, schema);
			this.memberTraits = Object.assign({}, computedMemberTraits, schema.getMemberTraits(), this.getMemberTraits());
			this.normalizedTraits = void 0;
			this.memberName = memberName ?? schema.memberName;
			return;
		}
		this.schema = deref(schema);
		if (isStaticSchema(this.schema)) {
			this.name = `${this.schema[1]}#${this.schema[2]}`;
			this.traits = this.schema[3];
		} else {
			this.name = this.memberName ?? String(schema);
			this.traits = 0;
		}
		if (this._isMemberSchema && !memberName) throw new Error(`@smithy/core/schema - NormalizedSchema member init ${this.getName(true)} missing member name.`);
	}
	static [Symbol.hasInstance](lhs) {
		const isPrototype = this.prototype.isPrototypeOf(lhs);
		if (!isPrototype && typeof lhs === "object" && lhs !== null) return lhs.symbol === this.symbol;
		return isPrototype;
	}
	static of(ref) {
		const keyAble = typeof ref === "function" || typeof ref === "object" && ref !== null;
		if (typeof ref === "number") {
			if (simpleSchemaCacheN[ref]) return simpleSchemaCacheN[ref];
		} else if (typeof ref === "string") {
			if (simpleSchemaCacheS[ref]) return simpleSchemaCacheS[ref];
		} else if (keyAble) {
			if (ref[anno.ns]) return ref[anno.ns];
		}
		const sc = deref(ref);
		if (sc instanceof NormalizedSchema) return sc;
		if (isMemberSchema(sc)) {
			const [ns, traits] = sc;
			if (ns instanceof NormalizedSchema) {
				Object.assign(ns.getMergedTraits(), translateTraits(traits));
				return ns;
			}
			throw new Error(`@smithy/core/schema - may not init unwrapped member schema=${JSON.stringify(ref, null, 2)}.`);
		}
		const ns = new NormalizedSchema(sc);
		if (keyAble) return ref[anno.ns] = ns;
		if (typeof sc === "string") return simpleSchemaCacheS[sc] = ns;
		if (typeof sc === "number") return simpleSchemaCacheN[sc] = ns;
		return ns;
	}
	getSchema() {
		const sc = this.schema;
		if (Array.isArray(sc) && sc[0] === 0) return sc[4];
		return sc;
	}
	getName(withNamespace = false) {
		const { name } = this;
		return !withNamespace && name && name.includes("#") ? name.split("#")[1] : name || void 0;
	}
	getMemberName() {
		return this.memberName;
	}
	isMemberSchema() {
		return this._isMemberSchema;
	}
	isListSchema() {
		const sc = this.getSchema();
		return typeof sc === "number" ? sc >= 64 && sc < 128 : sc[0] === 1;
	}
	isMapSchema() {
		const sc = this.getSchema();
		return typeof sc === "number" ? sc >= 128 && sc <= 255 : sc[0] === 2;
	}
	isStructSchema() {
		const sc = this.getSchema();
		if (typeof sc !== "object") return false;
		const id = sc[0];
		return id === 3 || id === -3 || id === 4;
	}
	isUnionSchema() {
		const sc = this.getSchema();
		if (typeof sc !== "object") return false;
		return sc[0] === 4;
	}
	isBlobSchema() {
		const sc = this.getSchema();
		return sc === 21 || sc === 42;
	}
	isTimestampSchema() {
		const sc = this.getSchema();
		return typeof sc === "number" && sc >= 4 && sc <= 7;
	}
	isUnitSchema() {
		return this.getSchema() === "unit";
	}
	isDocumentSchema() {
		return this.getSchema() === 15;
	}
	isStringSchema() {
		return this.getSchema() === 0;
	}
	isBooleanSchema() {
		return this.getSchema() === 2;
	}
	isNumericSchema() {
		return this.getSchema() === 1;
	}
	isBigIntegerSchema() {
		return this.getSchema() === 17;
	}
	isBigDecimalSchema() {
		return this.getSchema() === 19;
	}
	isStreaming() {
		const { streaming } = this.getMergedTraits();
		return !!streaming || this.getSchema() === 42;
	}
	isIdempotencyToken() {
		return !!this.getMergedTraits().idempotencyToken;
	}
	getMergedTraits() {
		return this.normalizedTraits ?? (this.normalizedTraits = {
			...this.getOwnTraits(),
			...this.getMemberTraits()
		});
	}
	getMemberTraits() {
		return translateTraits(this.memberTraits);
	}
	getOwnTraits() {
		return translateTraits(this.traits);
	}
	getKeySchema() {
		const [isDoc, isMap] = [this.isDocumentSchema(), this.isMapSchema()];
		if (!isDoc && !isMap) throw new Error(`@smithy/core/schema - cannot get key for non-map: ${this.getName(true)}`);
		const schema = this.getSchema();
		return member$2([isDoc ? 15 : schema[4] ?? 0, 0], "key");
	}
	getValueSchema() {
		const sc = this.getSchema();
		const [isDoc, isMap, isList] = [
			this.isDocumentSchema(),
			this.isMapSchema(),
			this.isListSchema()
		];
		const memberSchema = typeof sc === "number" ? 63 & sc : sc && typeof sc === "object" && (isMap || isList) ? sc[3 + sc[0]] : isDoc ? 15 : void 0;
		if (memberSchema != null) return member$2([memberSchema, 0], isMap ? "value" : "member");
		throw new Error(`@smithy/core/schema - ${this.getName(true)} has no value member.`);
	}
	getMemberSchema(memberName) {
		const struct = this.getSchema();
		if (this.isStructSchema() && struct[4].includes(memberName)) {
			const i = struct[4].indexOf(memberName);
			const memberSchema = struct[5][i];
			return member$2(isMemberSchema(memberSchema) ? memberSchema : [memberSchema, 0], memberName);
		}
		if (this.isDocumentSchema()) return member$2([15, 0], memberName);
		throw new Error(`@smithy/core/schema - ${this.getName(true)} has no member=${memberName}.`);
	}
	getMemberSchemas() {
		const buffer = {};
		try {
			for (const [k, v] of this.structIterator()) buffer[k] = v;
		} catch (ignored) {}
		return buffer;
	}
	getEventStreamMember() {
		if (this.isStructSchema()) {
			for (const [memberName, memberSchema] of this.structIterator()) if (memberSchema.isStreaming() && memberSchema.isStructSchema()) return memberName;
		}
		return "";
	}
	*structIterator() {
		if (this.isUnitSchema()) return;
		if (!this.isStructSchema()) throw new Error("@smithy/core/schema - cannot iterate non-struct schema.");
		const struct = this.getSchema();
		const z = struct[4].length;
		let it = struct[anno.it];
		if (it && z === it.length) {
			yield* it;
			return;
		}
		it = Array(z);
		for (let i = 0; i < z; ++i) {
			const k = struct[4][i];
			const v = member$2([struct[5][i], 0], k);
			yield it[i] = [k, v];
		}
		struct[anno.it] = it;
	}
};
function member$2(memberSchema, memberName) {
	if (memberSchema instanceof NormalizedSchema) return Object.assign(memberSchema, {
		memberName,
		_isMemberSchema: true
	});
	return new NormalizedSchema(memberSchema, memberName);
}
const isMemberSchema = (sc) => Array.isArray(sc) && sc.length === 2;
const isStaticSchema = (sc) => Array.isArray(sc) && sc.length >= 5;
var TypeRegistry = class TypeRegistry {
	namespace;
	schemas;
	exceptions;
	static registries = /* @__PURE__ */ new Map();
	constructor(namespace, schemas = /* @__PURE__ */ new Map(), exceptions = /* @__PURE__ */ new Map()) {
		this.namespace = namespace;
		this.schemas = schemas;
		this.exceptions = exceptions;
		if (!TypeRegistry.registries.has(namespace)) TypeRegistry.registries.set(namespace, this);
	}
	static for(namespace) {
		return TypeRegistry.registries.get(namespace) ?? new TypeRegistry(namespace);
	}
	copyFrom(other) {
		const { schemas, exceptions } = this;
		for (const [k, v] of other.schemas) if (!schemas.has(k)) schemas.set(k, v);
		for (const [k, v] of other.exceptions) if (!exceptions.has(k)) exceptions.set(k, v);
	}
	register(shapeId, schema) {
		const qualifiedName = this.normalizeShapeId(shapeId);
		for (const r of [this, TypeRegistry.for(qualifiedName.split("#")[0])]) if (!r.schemas.has(qualifiedName)) r.schemas.set(qualifiedName, schema);
	}
	getSchema(shapeId) {
		const id = this.normalizeShapeId(shapeId);
		if (!this.schemas.has(id)) {
			if (!shapeId.includes("#")) {
				const suffix = "#" + shapeId;
				const candidates = [];
				for (const [shapeId, schema] of this.schemas.entries()) if (shapeId.endsWith(suffix)) candidates.push(schema);
				if (candidates.length === 1) return candidates[0];
			}
			throw new Error(`@smithy/core/schema - schema not found for ${id}`);
		}
		return this.schemas.get(id);
	}
	registerError(es, ctor) {
		const $error = es;
		const ns = $error[1];
		const qualifiedName = ns + "#" + $error[2];
		if (!ctor.hasOwnProperty?.("shapeId")) ctor.shapeId = qualifiedName;
		for (const r of [this, TypeRegistry.for(ns)]) if (!r.schemas.has(qualifiedName) && !r.exceptions.has($error)) {
			r.schemas.set(qualifiedName, $error);
			r.exceptions.set($error, ctor);
		}
	}
	getErrorCtor(es) {
		const $error = es;
		if (this.exceptions.has($error)) return this.exceptions.get($error);
		return TypeRegistry.for($error[1]).exceptions.get($error);
	}
	getBaseException() {
		for (const exceptionKey of this.exceptions.keys()) if (Array.isArray(exceptionKey)) {
			const [, ns, name] = exceptionKey;
			const id = ns + "#" + name;
			if (id.startsWith("smithy.ts.sdk.synthetic.") && id.endsWith("ServiceException")) return exceptionKey;
		}
	}
	find(predicate) {
		for (const schema of this.schemas.values()) if (predicate(schema)) return schema;
	}
	clear() {
		this.schemas.clear();
		this.exceptions.clear();
	}
	normalizeShapeId(shapeId) {
		if (shapeId.includes("#")) return shapeId;
		return this.namespace + "#" + shapeId;
	}
};
const SENSITIVE_STRING = "***SensitiveInformation***";
function schemaLogFilter(schema, data) {
	if (data == null) return data;
	const ns = NormalizedSchema.of(schema);
	if (ns.getMergedTraits().sensitive) return SENSITIVE_STRING;
	if (ns.isListSchema()) {
		const valueSchema = ns.getValueSchema();
		if (valueSchema.getMergedTraits().sensitive) return SENSITIVE_STRING;
		if (Array.isArray(data)) return data.map((value) => schemaLogFilter(valueSchema, value));
	} else if (ns.isMapSchema()) {
		const valueSchema = ns.getValueSchema();
		if (ns.getKeySchema().getMergedTraits().sensitive || valueSchema.getMergedTraits().sensitive) return SENSITIVE_STRING;
		if (typeof data === "object") return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, schemaLogFilter(valueSchema, value)]));
	} else if (ns.isStructSchema() && typeof data === "object") {
		const object = data;
		const newObject = {};
		for (const [member, memberNs] of ns.structIterator()) if (object[member] != null) newObject[member] = schemaLogFilter(memberNs, object[member]);
		return newObject;
	}
	return data;
}
const operationEventStreamMarker = Symbol.for("@smithy/op-event-stream");
var Command = class {
	middlewareStack = constructStack();
	schema;
	static classBuilder() {
		return new ClassBuilder();
	}
	resolveMiddlewareWithContext(clientStack, configuration, options, { middlewareFn, clientName, commandName, inputFilterSensitiveLog, outputFilterSensitiveLog, smithyContext, additionalContext, CommandCtor }) {
		for (const mw of middlewareFn.bind(this)(CommandCtor, clientStack, configuration, options)) this.middlewareStack.use(mw);
		const stack = clientStack.concat(this.middlewareStack);
		const { logger } = configuration;
		const additionalSmithyContext = additionalContext[SMITHY_CONTEXT_KEY];
		const handlerExecutionContext = {
			logger,
			clientName,
			commandName,
			inputFilterSensitiveLog,
			outputFilterSensitiveLog,
			...additionalContext,
			[SMITHY_CONTEXT_KEY]: {
				...additionalSmithyContext,
				commandInstance: this,
				...smithyContext,
				...options?.metricsRecorder === void 0 ? {} : { metricsRecorder: options.metricsRecorder },
				...options?.abortSignal === void 0 ? {} : { abortSignal: options.abortSignal }
			}
		};
		const { requestHandler } = configuration;
		let requestOptions = options ?? {};
		if (requestOptions.metricsRecorder) {
			requestOptions = { ...requestOptions };
			delete requestOptions.metricsRecorder;
		}
		let isEventStream;
		const schema = this.schema;
		const marker = schema?.[operationEventStreamMarker];
		if (marker !== void 0) isEventStream = marker;
		else if (schema) {
			if (Array.isArray(schema) && schema[0] === 9) {
				const [, , , , input$, output$] = schema;
				isEventStream = schema[operationEventStreamMarker] = Boolean(NormalizedSchema.of(input$).getEventStreamMember() || NormalizedSchema.of(output$).getEventStreamMember());
			}
		}
		if (isEventStream) requestOptions = {
			isEventStream,
			...requestOptions
		};
		return stack.resolve((request) => requestHandler.handle(request.request, requestOptions), handlerExecutionContext);
	}
};
var ClassBuilder = class {
	_init = () => {};
	_ep = {};
	_middlewareFn = () => [];
	_commandName = "";
	_clientName = "";
	_additionalContext = {};
	_smithyContext = {};
	_inputFilterSensitiveLog = void 0;
	_outputFilterSensitiveLog = void 0;
	_serializer = null;
	_deserializer = null;
	_operationSchema;
	init(cb) {
		this._init = cb;
	}
	ep(endpointParameterInstructions) {
		this._ep = endpointParameterInstructions;
		return this;
	}
	m(middlewareSupplier) {
		this._middlewareFn = middlewareSupplier;
		return this;
	}
	s(service, operation, smithyContext = {}) {
		this._smithyContext = {
			service,
			operation,
			...smithyContext
		};
		return this;
	}
	c(additionalContext = {}) {
		this._additionalContext = additionalContext;
		return this;
	}
	n(clientName, commandName) {
		this._clientName = clientName;
		this._commandName = commandName;
		return this;
	}
	f(inputFilter = (_) => _, outputFilter = (_) => _) {
		this._inputFilterSensitiveLog = inputFilter;
		this._outputFilterSensitiveLog = outputFilter;
		return this;
	}
	ser(serializer) {
		this._serializer = serializer;
		return this;
	}
	de(deserializer) {
		this._deserializer = deserializer;
		return this;
	}
	sc(operation) {
		this._operationSchema = operation;
		this._smithyContext.operationSchema = operation;
		return this;
	}
	build() {
		const closure = this;
		let CommandRef;
		return CommandRef = class extends Command {
			input;
			static getEndpointParameterInstructions() {
				return closure._ep;
			}
			constructor(...[input]) {
				super();
				this.input = input ?? {};
				closure._init(this);
				this.schema = closure._operationSchema;
			}
			resolveMiddleware(stack, configuration, options) {
				const op = closure._operationSchema;
				const input = op?.[4] ?? op?.input;
				const output = op?.[5] ?? op?.output;
				return this.resolveMiddlewareWithContext(stack, configuration, options, {
					CommandCtor: CommandRef,
					middlewareFn: closure._middlewareFn,
					clientName: closure._clientName,
					commandName: closure._commandName,
					inputFilterSensitiveLog: closure._inputFilterSensitiveLog ?? (op ? schemaLogFilter.bind(null, input) : (_) => _),
					outputFilterSensitiveLog: closure._outputFilterSensitiveLog ?? (op ? schemaLogFilter.bind(null, output) : (_) => _),
					smithyContext: closure._smithyContext,
					additionalContext: closure._additionalContext
				});
			}
			serialize = closure._serializer;
			deserialize = closure._deserializer;
		};
	}
};
var ServiceException = class ServiceException extends Error {
	static shapeId = "smithy.ts.sdk.synthetic.nonamespace.client#ServiceException";
	$fault;
	$response;
	$retryable;
	$metadata;
	constructor(options) {
		super(options.message);
		Object.setPrototypeOf(this, Object.getPrototypeOf(this).constructor.prototype);
		this.name = options.name;
		this.$fault = options.$fault;
		this.$metadata = options.$metadata;
	}
	static isInstance(value) {
		if (!value) return false;
		const candidate = value;
		return ServiceException.prototype.isPrototypeOf(candidate) || Boolean(candidate.$fault) && Boolean(candidate.$metadata) && (candidate.$fault === "client" || candidate.$fault === "server");
	}
	static [Symbol.hasInstance](instance) {
		if (!instance) return false;
		const candidate = instance;
		if (this === ServiceException) return ServiceException.isInstance(instance);
		if (ServiceException.isInstance(instance)) {
			if (this.prototype.isPrototypeOf(instance)) return true;
			const targetId = Object.prototype.hasOwnProperty.call(this, "shapeId") ? this.shapeId : void 0;
			let candidateHasShapeId = false;
			if (targetId) {
				let proto = Object.getPrototypeOf(candidate);
				while (proto && proto !== Object.prototype) {
					const ctor = proto.constructor;
					const candidateId = ctor !== ServiceException && Object.prototype.hasOwnProperty.call(ctor, "shapeId") ? ctor?.shapeId : void 0;
					if (candidateId) {
						candidateHasShapeId = true;
						if (candidateId === targetId) return true;
					}
					proto = Object.getPrototypeOf(proto);
				}
			}
			if (targetId && candidateHasShapeId) return false;
			const targetName = this.name;
			if (targetName && targetName.length >= 6) {
				if (candidate.name === targetName) return true;
				let proto = Object.getPrototypeOf(candidate);
				while (proto && proto !== Object.prototype) {
					const ctorName = proto.constructor?.name;
					if (ctorName && ctorName !== "Error" && ctorName === targetName) return true;
					proto = Object.getPrototypeOf(proto);
				}
			}
		}
		return false;
	}
};
const decorateServiceException = (exception, additions = {}) => {
	Object.entries(additions).filter(([, v]) => v !== void 0).forEach(([k, v]) => {
		if (exception[k] == void 0 || exception[k] === "") exception[k] = v;
	});
	exception.message = exception.message || exception.Message || "UnknownError";
	delete exception.Message;
	return exception;
};
const loadConfigsForDefaultMode = (mode) => {
	switch (mode) {
		case "standard": return {
			retryMode: "standard",
			connectionTimeout: 3100
		};
		case "in-region": return {
			retryMode: "standard",
			connectionTimeout: 1100
		};
		case "cross-region": return {
			retryMode: "standard",
			connectionTimeout: 3100
		};
		case "mobile": return {
			retryMode: "standard",
			connectionTimeout: 3e4
		};
		default: return {};
	}
};
let warningEmitted = false;
const emitWarningIfUnsupportedVersion = (version) => {
	if (version && !warningEmitted && parseInt(version.substring(1, version.indexOf("."))) < 16) warningEmitted = true;
};
const knownAlgorithms = Object.values(AlgorithmId);
const getChecksumConfiguration = (runtimeConfig) => {
	const checksumAlgorithms = [];
	for (const id in AlgorithmId) {
		if (!hasOwn(AlgorithmId, id)) continue;
		const algorithmId = AlgorithmId[id];
		if (runtimeConfig[algorithmId] === void 0) continue;
		checksumAlgorithms.push({
			algorithmId: () => algorithmId,
			checksumConstructor: () => runtimeConfig[algorithmId]
		});
	}
	for (const [id, ChecksumCtor] of Object.entries(runtimeConfig.checksumAlgorithms ?? {})) checksumAlgorithms.push({
		algorithmId: () => id,
		checksumConstructor: () => ChecksumCtor
	});
	return {
		addChecksumAlgorithm(algo) {
			runtimeConfig.checksumAlgorithms = runtimeConfig.checksumAlgorithms ?? {};
			const id = algo.algorithmId();
			const ctor = algo.checksumConstructor();
			if (knownAlgorithms.includes(id)) runtimeConfig.checksumAlgorithms[id.toUpperCase()] = ctor;
			else runtimeConfig.checksumAlgorithms[id] = ctor;
			checksumAlgorithms.push(algo);
		},
		checksumAlgorithms() {
			return checksumAlgorithms;
		}
	};
};
const resolveChecksumRuntimeConfig = (clientConfig) => {
	const runtimeConfig = {};
	clientConfig.checksumAlgorithms().forEach((checksumAlgorithm) => {
		const id = checksumAlgorithm.algorithmId();
		if (knownAlgorithms.includes(id)) runtimeConfig[id] = checksumAlgorithm.checksumConstructor();
	});
	return runtimeConfig;
};
const getRetryConfiguration = (runtimeConfig) => {
	return {
		setRetryStrategy(retryStrategy) {
			runtimeConfig.retryStrategy = retryStrategy;
		},
		retryStrategy() {
			return runtimeConfig.retryStrategy;
		}
	};
};
const resolveRetryRuntimeConfig = (retryStrategyConfiguration) => {
	const runtimeConfig = {};
	runtimeConfig.retryStrategy = retryStrategyConfiguration.retryStrategy();
	return runtimeConfig;
};
const getDefaultExtensionConfiguration = (runtimeConfig) => {
	return Object.assign(getChecksumConfiguration(runtimeConfig), getRetryConfiguration(runtimeConfig));
};
const resolveDefaultRuntimeConfig = (config) => {
	return Object.assign(resolveChecksumRuntimeConfig(config), resolveRetryRuntimeConfig(config));
};
const getValueFromTextNode = (obj) => {
	const textNodeName = "#text";
	for (const key in obj) {
		if (!hasOwn(obj, key)) continue;
		if (obj[key][textNodeName] !== void 0) obj[key] = obj[key][textNodeName];
		else if (typeof obj[key] === "object" && obj[key] !== null) obj[key] = getValueFromTextNode(obj[key]);
	}
	return obj;
};
var NoOpLogger = class {
	trace() {}
	debug() {}
	info() {}
	warn() {}
	error() {}
};
function makeBuilder(common, service, name, ep) {
	return function makeCommand(added, plugins, op, $, smithyContext = {}) {
		const epMerged = Object.assign({}, common, added);
		return Command.classBuilder().ep(epMerged).m(function(CommandCtor, clientStack, config, options) {
			const list = plugins.call(this, CommandCtor, clientStack, config, options);
			list.unshift(ep(config, CommandCtor.getEndpointParameterInstructions()));
			return list;
		}).s(service, op, smithyContext).n(name, op.charAt(0).toUpperCase() + op.slice(1) + "Command").sc($).build();
	};
}
const DEFAULTS_MODE_OPTIONS = [
	"in-region",
	"cross-region",
	"mobile",
	"standard",
	"legacy"
];
const IMDS_TOKEN_PATH = "/latest/api/token";
const X_AWS_EC2_METADATA_TOKEN_TTL = "x-aws-ec2-metadata-token-ttl-seconds";
const TIMEOUT_MS = 1e3;
const NEG_CACHE_TTL_MS = 6e4;
let negativeCacheUntil = 0;
const getInstanceMetadataRegion = async () => {
	if (process.env["AWS_EC2_METADATA_DISABLED"]) return;
	if (Date.now() < negativeCacheUntil) return;
	try {
		const endpoint = resolveImdsEndpoint();
		const token = (await imdsRequest({
			...endpoint,
			path: IMDS_TOKEN_PATH,
			method: "PUT",
			headers: { [X_AWS_EC2_METADATA_TOKEN_TTL]: "21600" }
		})).toString();
		return (await imdsRequest({
			...endpoint,
			path: "/latest/meta-data/placement/region",
			method: "GET",
			headers: { ["x-aws-ec2-metadata-token"]: token }
		})).toString().trim() || cacheNegativeAndReturnUndefined();
	} catch {
		return cacheNegativeAndReturnUndefined();
	}
};
const cacheNegativeAndReturnUndefined = () => {
	negativeCacheUntil = Date.now() + NEG_CACHE_TTL_MS;
};
const resolveImdsEndpoint = () => {
	const envEndpoint = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
	if (envEndpoint) {
		const url = new URL(envEndpoint);
		return {
			hostname: url.hostname.replace(/^\[(.+)]$/, "$1"),
			port: url.port ? Number(url.port) : void 0
		};
	}
	if (process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE === "IPv6") return { hostname: "fd00:ec2::254" };
	return { hostname: "169.254.169.254" };
};
const imdsRequest = async (options) => {
	const { request } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7067, 19));
	return new Promise((resolve, reject) => {
		const req = request({
			hostname: options.hostname,
			port: options.port,
			path: options.path,
			method: options.method,
			headers: options.headers,
			timeout: TIMEOUT_MS,
			signal: AbortSignal.timeout(TIMEOUT_MS)
		});
		req.on("error", (err) => {
			reject(err);
			req.destroy();
		});
		req.on("timeout", () => {
			reject(/* @__PURE__ */ new Error("TimeoutError from instance metadata service"));
			req.destroy();
		});
		req.on("response", (res) => {
			const { statusCode = 400 } = res;
			if (statusCode < 200 || statusCode >= 300) {
				reject(Object.assign(/* @__PURE__ */ new Error("Error response received from instance metadata service"), { statusCode }));
				req.destroy();
				return;
			}
			const chunks = [];
			res.on("data", (chunk) => chunks.push(chunk));
			res.on("end", () => {
				resolve(Buffer.concat(chunks));
				req.destroy();
			});
		});
		req.end();
	});
};
const REGION_ENV_NAME = "AWS_REGION";
const REGION_INI_NAME = "region";
const NODE_REGION_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => env[REGION_ENV_NAME],
	configFileSelector: (profile) => profile[REGION_INI_NAME],
	default: async () => {
		const region = await getInstanceMetadataRegion();
		if (region) return region;
		throw new Error("Region is missing");
	}
};
const NODE_REGION_CONFIG_FILE_OPTIONS = { preferredFile: "credentials" };
const validRegions = /* @__PURE__ */ new Set();
const checkRegion = (region, check = isValidHostLabel) => {
	if (!validRegions.has(region) && !check(region)) {
		if (region === "*") console.warn(`@smithy/config-resolver WARN - Please use the caller region instead of "*". See "sigv4a" in https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md.`);
		else throw new Error(`Region not accepted: region="${region}" is not a valid hostname component.`);
	} else validRegions.add(region);
};
const isFipsRegion = (region) => typeof region === "string" && (region.startsWith("fips-") || region.endsWith("-fips"));
const getRealRegion = (region) => isFipsRegion(region) ? ["fips-aws-global", "aws-fips"].includes(region) ? "us-east-1" : region.replace(/fips-(dkr-|prod-)?|-fips/, "") : region;
const resolveRegionConfig = (input) => {
	const { region, useFipsEndpoint } = input;
	if (!region) throw new Error("Region is missing");
	return Object.assign(input, {
		region: async () => {
			const providedRegion = typeof region === "function" ? await region() : region;
			const realRegion = getRealRegion(providedRegion);
			checkRegion(realRegion);
			return realRegion;
		},
		useFipsEndpoint: async () => {
			const providedRegion = typeof region === "string" ? region : await region();
			if (isFipsRegion(providedRegion)) return true;
			return typeof useFipsEndpoint !== "function" ? Promise.resolve(!!useFipsEndpoint) : useFipsEndpoint();
		}
	});
};
const AWS_DEFAULTS_MODE_ENV = "AWS_DEFAULTS_MODE";
const AWS_DEFAULTS_MODE_CONFIG = "defaults_mode";
const NODE_DEFAULTS_MODE_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => {
		return env[AWS_DEFAULTS_MODE_ENV];
	},
	configFileSelector: (profile) => {
		return profile[AWS_DEFAULTS_MODE_CONFIG];
	},
	default: "legacy"
};
const resolveDefaultsModeConfig = ({ region = loadConfig(NODE_REGION_CONFIG_OPTIONS), defaultsMode = loadConfig(NODE_DEFAULTS_MODE_CONFIG_OPTIONS) } = {}) => memoize(async () => {
	const mode = typeof defaultsMode === "function" ? await defaultsMode() : defaultsMode;
	switch (mode?.toLowerCase()) {
		case "auto": return resolveNodeDefaultsModeAuto(region);
		case "in-region":
		case "cross-region":
		case "mobile":
		case "standard":
		case "legacy": return Promise.resolve(mode?.toLocaleLowerCase());
		case void 0: return Promise.resolve("legacy");
		default: throw new Error(`Invalid parameter for "defaultsMode", expect ${DEFAULTS_MODE_OPTIONS.join(", ")}, got ${mode}`);
	}
});
const resolveNodeDefaultsModeAuto = async (clientRegion) => {
	if (clientRegion) {
		const resolvedRegion = typeof clientRegion === "function" ? await clientRegion() : clientRegion;
		const inferredRegion = await inferPhysicalRegion();
		if (!inferredRegion) return "standard";
		if (resolvedRegion === inferredRegion) return "in-region";
		else return "cross-region";
	}
	return "standard";
};
const inferPhysicalRegion = async () => {
	if (process.env["AWS_EXECUTION_ENV"] && (process.env["AWS_REGION"] || process.env["AWS_DEFAULT_REGION"])) return process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"];
	return getInstanceMetadataRegion();
};
const ENV_ENDPOINT_URL = "AWS_ENDPOINT_URL";
const CONFIG_ENDPOINT_URL = "endpoint_url";
const getEndpointUrlConfig = (serviceId) => ({
	environmentVariableSelector: (env) => {
		const serviceSuffixParts = serviceId.split(" ").map((w) => w.toUpperCase());
		const serviceEndpointUrl = env[[ENV_ENDPOINT_URL, ...serviceSuffixParts].join("_")];
		if (serviceEndpointUrl) return serviceEndpointUrl;
		const endpointUrl = env[ENV_ENDPOINT_URL];
		if (endpointUrl) return endpointUrl;
	},
	configFileSelector: (profile, config) => {
		if (profile.services) {
			const servicesSectionKey = ["services", profile.services].join(".");
			if (!config || !config[servicesSectionKey]) throw new Error(`The services section "${profile.services}" specified in the profile is not present in the shared configuration file.`);
			const endpointUrl = config[servicesSectionKey][[serviceId.split(" ").map((w) => w.toLowerCase()).join("_"), CONFIG_ENDPOINT_URL].join(".")];
			if (endpointUrl) return endpointUrl;
		}
		const endpointUrl = profile[CONFIG_ENDPOINT_URL];
		if (endpointUrl) return endpointUrl;
	},
	default: void 0
});
const ENV_IGNORE_CONFIGURED_ENDPOINT_URLS = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
const CONFIG_IGNORE_CONFIGURED_ENDPOINT_URLS = "ignore_configured_endpoint_urls";
const ignoreConfiguredEndpointUrlsConfigSelectors = {
	environmentVariableSelector: (env) => booleanSelector(env, ENV_IGNORE_CONFIGURED_ENDPOINT_URLS, SelectorType.ENV),
	configFileSelector: (profile) => booleanSelector(profile, CONFIG_IGNORE_CONFIGURED_ENDPOINT_URLS, SelectorType.CONFIG),
	default: false
};
const getEndpointFromConfig = async (serviceId) => {
	if (await loadConfig(ignoreConfiguredEndpointUrlsConfigSelectors)()) return;
	return loadConfig(getEndpointUrlConfig(serviceId ?? ""))();
};
const resolveParamsForS3 = async (endpointParams) => {
	const bucket = endpointParams?.Bucket || "";
	if (typeof endpointParams.Bucket === "string") endpointParams.Bucket = bucket.replace(/#/g, encodeURIComponent("#")).replace(/\?/g, encodeURIComponent("?"));
	if (isArnBucketName(bucket)) {
		if (endpointParams.ForcePathStyle === true) throw new Error("Path-style addressing cannot be used with ARN buckets");
	} else if (!isDnsCompatibleBucketName(bucket) || bucket.indexOf(".") !== -1 && !String(endpointParams.Endpoint).startsWith("http:") || bucket.toLowerCase() !== bucket || bucket.length < 3) endpointParams.ForcePathStyle = true;
	if (endpointParams.DisableMultiRegionAccessPoints) {
		endpointParams.disableMultiRegionAccessPoints = true;
		endpointParams.DisableMRAP = true;
	}
	return endpointParams;
};
const DOMAIN_PATTERN = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IP_ADDRESS_PATTERN = /(\d+\.){3}\d+/;
const DOTS_PATTERN = /\.\./;
const isDnsCompatibleBucketName = (bucketName) => DOMAIN_PATTERN.test(bucketName) && !IP_ADDRESS_PATTERN.test(bucketName) && !DOTS_PATTERN.test(bucketName);
const isArnBucketName = (bucketName) => {
	const [arn, partition, service, , , bucket] = bucketName.split(":");
	const isArn = arn === "arn" && bucketName.split(":").length >= 6;
	const isValidArn = Boolean(isArn && partition && service && bucket);
	if (isArn && !isValidArn) throw new Error(`Invalid ARN: ${bucketName} was an invalid ARN.`);
	return isValidArn;
};
const createConfigValueProvider = (configKey, canonicalEndpointParamKey, config, isClientContextParam = false) => {
	const configProvider = async () => {
		let configValue;
		if (isClientContextParam) configValue = config.clientContextParams?.[configKey] ?? config[configKey] ?? config[canonicalEndpointParamKey];
		else configValue = config[configKey] ?? config[canonicalEndpointParamKey];
		if (typeof configValue === "function") return configValue();
		return configValue;
	};
	if (configKey === "credentialScope" || canonicalEndpointParamKey === "CredentialScope") return async () => {
		const credentials = typeof config.credentials === "function" ? await config.credentials() : config.credentials;
		return credentials?.credentialScope ?? credentials?.CredentialScope;
	};
	if (configKey === "accountId" || canonicalEndpointParamKey === "AccountId") return async () => {
		const credentials = typeof config.credentials === "function" ? await config.credentials() : config.credentials;
		return credentials?.accountId ?? credentials?.AccountId;
	};
	if (configKey === "endpoint" || canonicalEndpointParamKey === "endpoint") return async () => {
		if (config.isCustomEndpoint === false) return;
		const endpoint = await configProvider();
		if (endpoint && typeof endpoint === "object") {
			if ("url" in endpoint) return endpoint.url.href;
			if ("hostname" in endpoint) {
				const { protocol, hostname, port, path } = endpoint;
				return `${protocol}//${hostname}${port ? ":" + port : ""}${path}`;
			}
		}
		return endpoint;
	};
	return configProvider;
};
function bindGetEndpointFromInstructions(getEndpointFromConfig) {
	return async (commandInput, instructionsSupplier, clientConfig, context) => {
		if (!clientConfig.isCustomEndpoint && !clientConfig.ignoreConfiguredEndpointUrls) {
			let endpointFromConfig;
			if (clientConfig.serviceConfiguredEndpoint) endpointFromConfig = await clientConfig.serviceConfiguredEndpoint();
			else endpointFromConfig = await getEndpointFromConfig(clientConfig.serviceId);
			if (endpointFromConfig) {
				clientConfig.endpoint = () => Promise.resolve(toEndpointV1(endpointFromConfig));
				clientConfig.isCustomEndpoint = true;
				context?.logger?.debug?.(`@smithy/core/endpoints - resolved endpoint from config: ${endpointFromConfig}`);
			}
		}
		const endpointParams = await resolveParams(commandInput, instructionsSupplier, clientConfig);
		if (typeof clientConfig.endpointProvider !== "function") throw new Error("config.endpointProvider is not set.");
		const endpoint = clientConfig.endpointProvider(endpointParams, context);
		if (clientConfig.isCustomEndpoint && clientConfig.endpoint) {
			const customEndpoint = await clientConfig.endpoint();
			if (customEndpoint?.headers) {
				endpoint.headers ??= {};
				for (const [name, value] of Object.entries(customEndpoint.headers)) endpoint.headers[name] = Array.isArray(value) ? value : [value];
			}
		}
		return endpoint;
	};
}
const resolveParams = async (commandInput, instructionsSupplier, clientConfig) => {
	const endpointParams = {};
	const instructions = instructionsSupplier?.getEndpointParameterInstructions?.() || {};
	for (const [name, instruction] of Object.entries(instructions)) switch (instruction.type) {
		case "staticContextParams":
			endpointParams[name] = instruction.value;
			break;
		case "contextParams":
			endpointParams[name] = commandInput[instruction.name];
			break;
		case "clientContextParams":
		case "builtInParams":
			endpointParams[name] = await createConfigValueProvider(instruction.name, name, clientConfig, instruction.type !== "builtInParams")();
			break;
		case "operationContextParams":
			endpointParams[name] = instruction.get(commandInput);
			break;
		default: throw new Error("Unrecognized endpoint parameter instruction: " + JSON.stringify(instruction));
	}
	if (Object.keys(instructions).length === 0) Object.assign(endpointParams, clientConfig);
	if (String(clientConfig.serviceId).toLowerCase() === "s3") await resolveParamsForS3(endpointParams);
	return endpointParams;
};
function setFeature(context, feature, value) {
	if (!context.__smithy_context) context.__smithy_context = { features: {} };
	else if (!context.__smithy_context.features) context.__smithy_context.features = {};
	context.__smithy_context.features[feature] = value;
}
function bindEndpointMiddleware(getEndpointFromConfig) {
	const getEndpointFromInstructions = bindGetEndpointFromInstructions(getEndpointFromConfig);
	return ({ config, instructions }) => {
		return (next, context) => async (args) => {
			if (config.isCustomEndpoint) setFeature(context, "ENDPOINT_OVERRIDE", "N");
			const endpoint = await getEndpointFromInstructions(args.input, { getEndpointParameterInstructions() {
				return instructions;
			} }, { ...config }, context);
			context.endpointV2 = endpoint;
			context.authSchemes = endpoint.properties?.authSchemes;
			const authScheme = context.authSchemes?.[0];
			if (authScheme) {
				context["signing_region"] = authScheme.signingRegion;
				context["signing_service"] = authScheme.signingName;
				const httpAuthOption = getSmithyContext(context)?.selectedHttpAuthScheme?.httpAuthOption;
				if (httpAuthOption) httpAuthOption.signingProperties = Object.assign(httpAuthOption.signingProperties || {}, {
					signing_region: authScheme.signingRegion,
					signingRegion: authScheme.signingRegion,
					signing_service: authScheme.signingName,
					signingName: authScheme.signingName,
					signingRegionSet: authScheme.signingRegionSet
				}, authScheme.properties);
			}
			return next({ ...args });
		};
	};
}
const endpointMiddlewareOptions = {
	step: "serialize",
	tags: [
		"ENDPOINT_PARAMETERS",
		"ENDPOINT_V2",
		"ENDPOINT"
	],
	name: "endpointV2Middleware",
	override: true,
	relation: "before",
	toMiddleware: {
		name: "serializerMiddleware",
		step: "serialize",
		tags: ["SERIALIZER"],
		override: true
	}.name
};
function bindGetEndpointPlugin(getEndpointFromConfig) {
	const endpointMiddleware = bindEndpointMiddleware(getEndpointFromConfig);
	return (config, instructions) => ({ applyToStack: (clientStack) => {
		clientStack.addRelativeTo(endpointMiddleware({
			config,
			instructions
		}), endpointMiddlewareOptions);
	} });
}
function bindResolveEndpointConfig(getEndpointFromConfig) {
	return (input) => {
		const tls = input.tls ?? true;
		const { endpoint, useDualstackEndpoint, useFipsEndpoint } = input;
		const resolvedConfig = Object.assign(input, {
			endpoint: endpoint != null ? async () => toEndpointV1(await normalizeProvider$1(endpoint)()) : void 0,
			tls,
			isCustomEndpoint: !!endpoint,
			useDualstackEndpoint: normalizeProvider$1(useDualstackEndpoint ?? false),
			useFipsEndpoint: normalizeProvider$1(useFipsEndpoint ?? false),
			ignoreConfiguredEndpointUrls: !!input.ignoreConfiguredEndpointUrls
		});
		let configuredEndpointPromise = void 0;
		resolvedConfig.serviceConfiguredEndpoint = async () => {
			if (input.serviceId && !configuredEndpointPromise) configuredEndpointPromise = getEndpointFromConfig(input.serviceId);
			return configuredEndpointPromise;
		};
		return resolvedConfig;
	};
}
var BinaryDecisionDiagram = class BinaryDecisionDiagram {
	nodes;
	root;
	conditions;
	results;
	constructor(bdd, root, conditions, results) {
		this.nodes = bdd;
		this.root = root;
		this.conditions = conditions;
		this.results = results;
	}
	static from(bdd, root, conditions, results) {
		return new BinaryDecisionDiagram(bdd, root, conditions, results);
	}
};
var EndpointCache = class {
	capacity;
	data = /* @__PURE__ */ new Map();
	parameters = [];
	constructor({ size, params }) {
		this.capacity = size ?? 50;
		if (params) this.parameters = params;
	}
	get(endpointParams, resolver) {
		const key = this.hash(endpointParams);
		if (key === false) return resolver();
		if (!this.data.has(key)) {
			if (this.data.size > this.capacity + 10) {
				const keys = this.data.keys();
				let i = 0;
				while (true) {
					const { value, done } = keys.next();
					this.data.delete(value);
					if (done || ++i > 10) break;
				}
			}
			this.data.set(key, resolver());
		}
		return this.data.get(key);
	}
	size() {
		return this.data.size;
	}
	hash(endpointParams) {
		let buffer = "";
		const { parameters } = this;
		if (parameters.length === 0) return false;
		for (const param of parameters) {
			const raw = endpointParams[param];
			const val = raw == null ? "\0" : String(raw);
			if (val.includes("|;")) return false;
			buffer += val + "|;";
		}
		return buffer;
	}
};
var EndpointError = class extends Error {
	constructor(message) {
		super(message);
		this.name = "EndpointError";
	}
};
const debugId = "endpoints";
function toDebugString(input) {
	if (typeof input !== "object" || input == null) return input;
	if ("ref" in input) return `$${toDebugString(input.ref)}`;
	if ("fn" in input) return `${input.fn}(${(input.argv || []).map(toDebugString).join(", ")})`;
	return JSON.stringify(input, null, 2);
}
const customEndpointFunctions = {};
const booleanEquals = (value1, value2) => value1 === value2;
function coalesce(...args) {
	for (const arg of args) if (arg != null) return arg;
}
const getAttrPathList = (path) => {
	const parts = path.split(".");
	const pathList = [];
	for (const part of parts) {
		const squareBracketIndex = part.indexOf("[");
		if (squareBracketIndex !== -1) {
			if (part.indexOf("]") !== part.length - 1) throw new EndpointError(`Path: '${path}' does not end with ']'`);
			const arrayIndex = part.slice(squareBracketIndex + 1, -1);
			if (Number.isNaN(parseInt(arrayIndex))) throw new EndpointError(`Invalid array index: '${arrayIndex}' in path: '${path}'`);
			if (squareBracketIndex !== 0) pathList.push(part.slice(0, squareBracketIndex));
			pathList.push(arrayIndex);
		} else pathList.push(part);
	}
	return pathList;
};
const getAttr = (value, path) => getAttrPathList(path).reduce((acc, index) => {
	if (typeof acc !== "object") throw new EndpointError(`Index '${index}' in '${path}' not found in '${JSON.stringify(value)}'`);
	else if (Array.isArray(acc)) {
		const i = parseInt(index);
		return acc[i < 0 ? acc.length + i : i];
	}
	return acc[index];
}, value);
const isSet = (value) => value != null;
function ite(condition, trueValue, falseValue) {
	return condition ? trueValue : falseValue;
}
const not = (value) => !value;
const IP_V4_REGEX = new RegExp(`^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)){3}$`);
const isIpAddress = (value) => IP_V4_REGEX.test(value) || value.startsWith("[") && value.endsWith("]");
const DEFAULT_PORTS = {
	[EndpointURLScheme.HTTP]: 80,
	[EndpointURLScheme.HTTPS]: 443
};
const parseURL = (value) => {
	const whatwgURL = (() => {
		try {
			if (value instanceof URL) return value;
			if (typeof value === "object" && "hostname" in value) {
				const { hostname, port, protocol = "", path = "", query = {} } = value;
				const url = new URL(`${protocol}//${hostname}${port ? `:${port}` : ""}${path}`);
				url.search = Object.entries(query).map(([k, v]) => `${k}=${v}`).join("&");
				return url;
			}
			return new URL(value);
		} catch (ignored) {
			return null;
		}
	})();
	if (!whatwgURL) {
		console.error(`Unable to parse ${JSON.stringify(value)} as a whatwg URL.`);
		return null;
	}
	const urlString = whatwgURL.href;
	const { host, hostname, pathname, protocol, search } = whatwgURL;
	if (search) return null;
	const scheme = protocol.slice(0, -1);
	if (!Object.values(EndpointURLScheme).includes(scheme)) return null;
	const isIp = isIpAddress(hostname);
	return {
		scheme,
		authority: `${host}${urlString.includes(`${host}:${DEFAULT_PORTS[scheme]}`) || typeof value === "string" && value.includes(`${host}:${DEFAULT_PORTS[scheme]}`) ? `:${DEFAULT_PORTS[scheme]}` : ``}`,
		path: pathname,
		normalizedPath: pathname.endsWith("/") ? pathname : `${pathname}/`,
		isIp
	};
};
function split(value, delimiter, limit) {
	if (limit === 1) return [value];
	if (value === "") return [""];
	const parts = value.split(delimiter);
	if (limit === 0) return parts;
	return parts.slice(0, limit - 1).concat(parts.slice(1).join(delimiter));
}
const stringEquals = (value1, value2) => value1 === value2;
const substring = (input, start, stop, reverse) => {
	if (input == null || start >= stop || input.length < stop || /[^\u0000-\u007f]/.test(input)) return null;
	if (!reverse) return input.substring(start, stop);
	return input.substring(input.length - stop, input.length - start);
};
const uriEncode = (value) => encodeURIComponent(value).replace(/[!*'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const endpointFunctions = {
	booleanEquals,
	coalesce,
	getAttr,
	isSet,
	isValidHostLabel,
	ite,
	not,
	parseURL,
	split,
	stringEquals,
	substring,
	uriEncode
};
const evaluateTemplate = (template, options) => {
	const evaluatedTemplateArr = [];
	const { referenceRecord, endpointParams } = options;
	let currentIndex = 0;
	while (currentIndex < template.length) {
		const openingBraceIndex = template.indexOf("{", currentIndex);
		if (openingBraceIndex === -1) {
			evaluatedTemplateArr.push(template.slice(currentIndex));
			break;
		}
		evaluatedTemplateArr.push(template.slice(currentIndex, openingBraceIndex));
		const closingBraceIndex = template.indexOf("}", openingBraceIndex);
		if (closingBraceIndex === -1) {
			evaluatedTemplateArr.push(template.slice(openingBraceIndex));
			break;
		}
		if (template[openingBraceIndex + 1] === "{" && template[closingBraceIndex + 1] === "}") {
			evaluatedTemplateArr.push(template.slice(openingBraceIndex + 1, closingBraceIndex));
			currentIndex = closingBraceIndex + 2;
		}
		const parameterName = template.substring(openingBraceIndex + 1, closingBraceIndex);
		if (parameterName.includes("#")) {
			const [refName, attrName] = parameterName.split("#");
			evaluatedTemplateArr.push(getAttr(referenceRecord[refName] ?? endpointParams[refName], attrName));
		} else evaluatedTemplateArr.push(referenceRecord[parameterName] ?? endpointParams[parameterName]);
		currentIndex = closingBraceIndex + 1;
	}
	return evaluatedTemplateArr.join("");
};
const getReferenceValue = ({ ref }, options) => {
	return options.referenceRecord[ref] ?? options.endpointParams[ref];
};
const evaluateExpression = (obj, keyName, options) => {
	if (typeof obj === "string") return evaluateTemplate(obj, options);
	else if (obj["fn"]) return group$1.callFunction(obj, options);
	else if (obj["ref"]) return getReferenceValue(obj, options);
	throw new EndpointError(`'${keyName}': ${String(obj)} is not a string, function or reference.`);
};
const callFunction = ({ fn, argv }, options) => {
	const evaluatedArgs = Array(argv.length);
	for (let i = 0; i < evaluatedArgs.length; ++i) {
		const arg = argv[i];
		if (typeof arg === "boolean" || typeof arg === "number") evaluatedArgs[i] = arg;
		else evaluatedArgs[i] = group$1.evaluateExpression(arg, "arg", options);
	}
	const namespaceSeparatorIndex = fn.indexOf(".");
	if (namespaceSeparatorIndex !== -1) {
		const customFunction = customEndpointFunctions[fn.slice(0, namespaceSeparatorIndex)]?.[fn.slice(namespaceSeparatorIndex + 1)];
		if (typeof customFunction === "function") return customFunction(...evaluatedArgs);
	}
	const callable = endpointFunctions[fn];
	if (typeof callable === "function") return callable(...evaluatedArgs);
	throw new Error(`function ${fn} not loaded in endpointFunctions.`);
};
const group$1 = {
	evaluateExpression,
	callFunction
};
const evaluateCondition = (condition, options) => {
	const { assign } = condition;
	if (assign && assign in options.referenceRecord) throw new EndpointError(`'${assign}' is already defined in Reference Record.`);
	const value = callFunction(condition, options);
	options.logger?.debug?.(`${debugId} evaluateCondition: ${toDebugString(condition)} = ${toDebugString(value)}`);
	const result = value === "" ? true : !!value;
	if (assign != null) return {
		result,
		toAssign: {
			name: assign,
			value
		}
	};
	return { result };
};
const getEndpointHeaders = (headers, options) => Object.entries(headers ?? {}).reduce((acc, [headerKey, headerVal]) => {
	acc[headerKey] = headerVal.map((headerValEntry) => {
		const processedExpr = evaluateExpression(headerValEntry, "Header value entry", options);
		if (typeof processedExpr !== "string") throw new EndpointError(`Header '${headerKey}' value '${processedExpr}' is not a string`);
		return processedExpr;
	});
	return acc;
}, {});
const getEndpointProperties = (properties, options) => Object.entries(properties).reduce((acc, [propertyKey, propertyVal]) => {
	acc[propertyKey] = group.getEndpointProperty(propertyVal, options);
	return acc;
}, {});
const getEndpointProperty = (property, options) => {
	if (Array.isArray(property)) return property.map((propertyEntry) => getEndpointProperty(propertyEntry, options));
	switch (typeof property) {
		case "string": return evaluateTemplate(property, options);
		case "object":
			if (property === null) throw new EndpointError(`Unexpected endpoint property: ${property}`);
			return group.getEndpointProperties(property, options);
		case "boolean": return property;
		default: throw new EndpointError(`Unexpected endpoint property type: ${typeof property}`);
	}
};
const group = {
	getEndpointProperty,
	getEndpointProperties
};
const getEndpointUrl = (endpointUrl, options) => {
	const expression = evaluateExpression(endpointUrl, "Endpoint URL", options);
	if (typeof expression === "string") try {
		return new URL(expression);
	} catch (error) {
		console.error(`Failed to construct URL with ${expression}`, error);
		throw error;
	}
	throw new EndpointError(`Endpoint URL must be a string, got ${typeof expression}`);
};
const RESULT = 1e8;
const decideEndpoint = (bdd, options) => {
	const { nodes, root, results, conditions } = bdd;
	let ref = root;
	const referenceRecord = {};
	const closure = {
		referenceRecord,
		endpointParams: options.endpointParams,
		logger: options.logger
	};
	while (ref !== 1 && ref !== -1 && ref < RESULT) {
		const node_i = 3 * (Math.abs(ref) - 1);
		const [condition_i, highRef, lowRef] = [
			nodes[node_i],
			nodes[node_i + 1],
			nodes[node_i + 2]
		];
		const [fn, argv, assign] = conditions[condition_i];
		const evaluation = evaluateCondition({
			fn,
			assign,
			argv
		}, closure);
		if (evaluation.toAssign) {
			const { name, value } = evaluation.toAssign;
			referenceRecord[name] = value;
		}
		ref = ref >= 0 === evaluation.result ? highRef : lowRef;
	}
	if (ref >= RESULT) {
		const result = results[ref - RESULT];
		if (result[0] === -1) {
			const [, errorExpression] = result;
			throw new EndpointError(evaluateExpression(errorExpression, "Error", closure));
		}
		const [url, properties, headers] = result;
		return {
			url: getEndpointUrl(url, closure),
			properties: getEndpointProperties(properties, closure),
			headers: getEndpointHeaders(headers ?? {}, closure)
		};
	}
	throw new EndpointError(`No matching endpoint.`);
};
const resolveEndpointConfig = bindResolveEndpointConfig(getEndpointFromConfig);
bindEndpointMiddleware(getEndpointFromConfig);
const getEndpointPlugin = bindGetEndpointPlugin(getEndpointFromConfig);
var Hash = class {
	algorithmIdentifier;
	secret;
	hash;
	constructor(algorithmIdentifier, secret) {
		this.algorithmIdentifier = algorithmIdentifier;
		this.secret = secret;
		this.reset();
	}
	update(toHash, encoding) {
		this.hash.update(toUint8Array(castSourceData(toHash, encoding)));
	}
	digest() {
		return Promise.resolve(this.hash.digest());
	}
	reset() {
		this.hash = this.secret ? (0,external_node_crypto_.createHmac)(this.algorithmIdentifier, castSourceData(this.secret)) : (0,external_node_crypto_.createHash)(this.algorithmIdentifier);
	}
};
function castSourceData(toCast, encoding) {
	if (Buffer.isBuffer(toCast)) return toCast;
	if (typeof toCast === "string") return fromString(toCast, encoding);
	if (ArrayBuffer.isView(toCast)) return fromArrayBuffer(toCast.buffer, toCast.byteOffset, toCast.byteLength);
	return fromArrayBuffer(toCast);
}
const isReadableStream = (stream) => typeof ReadableStream === "function" && (stream?.constructor?.name === ReadableStream.name || stream instanceof ReadableStream);
const isBlob = (blob) => {
	return typeof Blob === "function" && (blob?.constructor?.name === Blob.name || blob instanceof Blob);
};
const fromUtf8 = (input) => new TextEncoder().encode(input);
const chars = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/`;
Object.entries(chars).reduce((acc, [i, c]) => {
	acc[c] = Number(i);
	return acc;
}, {});
const alphabetByValue = chars.split("");
function toBase64(_input) {
	let input;
	if (typeof _input === "string") input = fromUtf8(_input);
	else input = _input;
	const isArrayLike = typeof input === "object" && typeof input.length === "number";
	const isUint8Array = typeof input === "object" && typeof input.byteOffset === "number" && typeof input.byteLength === "number";
	if (!isArrayLike && !isUint8Array) throw new Error("@smithy/util-base64: toBase64 encoder function only accepts string | Uint8Array.");
	let str = "";
	for (let i = 0; i < input.length; i += 3) {
		let bits = 0;
		let bitLength = 0;
		for (let j = i, limit = Math.min(i + 3, input.length); j < limit; j++) {
			bits |= input[j] << (limit - j - 1) * 8;
			bitLength += 8;
		}
		const bitClusterCount = Math.ceil(bitLength / 6);
		bits <<= bitClusterCount * 6 - bitLength;
		for (let k = 1; k <= bitClusterCount; k++) {
			const offset = (bitClusterCount - k) * 6;
			str += alphabetByValue[(bits & 63 << offset) >> offset];
		}
		str += "==".slice(0, 4 - bitClusterCount);
	}
	return str;
}
const toUtf8 = (input) => {
	if (typeof input === "string") return input;
	if (typeof input !== "object" || typeof input.byteOffset !== "number" || typeof input.byteLength !== "number") throw new Error("@smithy/util-utf8: toUtf8 encoder function only accepts string | Uint8Array.");
	return new TextDecoder("utf-8").decode(input);
};
const streamCollector$1 = async (stream) => {
	if (isBlob(stream)) return collectBlob(stream);
	return collectReadableStream(stream);
};
async function collectBlob(blob) {
	return blob.arrayBuffer().then((ab) => new Uint8Array(ab));
}
async function collectReadableStream(stream) {
	const chunks = [];
	const reader = stream.getReader();
	let length = 0;
	while (true) {
		const { done, value } = await reader.read();
		if (value) {
			chunks.push(value);
			length += value.length;
		}
		if (done) break;
	}
	return concatBytes(chunks, length);
}
const ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED$1 = "The stream has already been transformed.";
const sdkStreamMixin$1 = (stream) => {
	if (!isBlobInstance(stream) && !isReadableStream(stream)) {
		const name = stream?.__proto__?.constructor?.name || stream;
		throw new Error(`Unexpected stream implementation, expect Blob or ReadableStream, got ${name}`);
	}
	let transformed = false;
	const transformToByteArray = async () => {
		if (transformed) throw new Error(ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED$1);
		transformed = true;
		return await streamCollector$1(stream);
	};
	const blobToWebStream = (blob) => {
		if (typeof blob.stream !== "function") throw new Error("Cannot transform payload Blob to web stream. Please make sure the Blob.stream() is polyfilled.\nIf you are using React Native, this API is not yet supported, see: https://react-native.canny.io/feature-requests/p/fetch-streaming-body");
		return blob.stream();
	};
	return Object.assign(stream, {
		transformToByteArray,
		transformToString: async (encoding) => {
			const buf = await transformToByteArray();
			if (encoding === "base64") return toBase64(buf);
			else if (encoding === "hex") return toHex(buf);
			else if (encoding === void 0 || encoding === "utf8" || encoding === "utf-8") return toUtf8(buf);
			else if (typeof TextDecoder === "function") return new TextDecoder(encoding).decode(buf);
			else throw new Error("TextDecoder is not available, please make sure polyfill is provided.");
		},
		transformToWebStream: () => {
			if (transformed) throw new Error(ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED$1);
			transformed = true;
			if (isBlobInstance(stream)) return blobToWebStream(stream);
			else if (isReadableStream(stream)) return stream;
			else throw new Error(`Cannot transform payload to web stream, got ${stream}`);
		}
	});
};
const isBlobInstance = (stream) => typeof Blob === "function" && stream instanceof Blob;
const streamCollector = (stream) => {
	if (isBlob(stream)) return collectBlob(stream);
	if (isReadableStream(stream)) return collectReadableStream(stream);
	return new Promise((resolve, reject) => {
		const collector = new Collector();
		const nodeStream = stream;
		nodeStream.pipe(collector);
		nodeStream.on("error", (err) => {
			collector.end();
			reject(err);
		});
		collector.on("error", reject);
		collector.on("finish", function() {
			resolve(concatBytes(this.bufferedBytes));
		});
	});
};
var Collector = class extends external_node_stream_.Writable {
	bufferedBytes = [];
	_write(chunk, encoding, callback) {
		this.bufferedBytes.push(chunk);
		callback();
	}
};
const ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED = "The stream has already been transformed.";
const sdkStreamMixin = (stream) => {
	if (!(stream instanceof external_node_stream_.Readable)) try {
		return sdkStreamMixin$1(stream);
	} catch (ignored) {
		const name = stream?.__proto__?.constructor?.name || stream;
		throw new Error(`Unexpected stream implementation, expect Stream.Readable instance, got ${name}`);
	}
	let transformed = false;
	const transformToByteArray = async () => {
		if (transformed) throw new Error(ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED);
		transformed = true;
		return await streamCollector(stream);
	};
	return Object.assign(stream, {
		transformToByteArray,
		transformToString: async (encoding) => {
			const buf = await transformToByteArray();
			if (encoding === void 0 || Buffer.isEncoding(encoding)) return fromArrayBuffer(buf.buffer, buf.byteOffset, buf.byteLength).toString(encoding);
			else return new TextDecoder(encoding).decode(buf);
		},
		transformToWebStream: () => {
			if (transformed) throw new Error(ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED);
			if (stream.readableFlowing !== null) throw new Error("The stream has been consumed by other callbacks.");
			if (typeof external_node_stream_.Readable.toWeb !== "function") throw new Error("Readable.toWeb() is not supported. Please ensure a polyfill is available.");
			transformed = true;
			return external_node_stream_.Readable.toWeb(stream);
		}
	});
};
function writeKey$2(obj) {
	Object.defineProperty(obj, "__proto__", {
		value: void 0,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
var Uint8ArrayBlobAdapter = class extends bindUint8ArrayBlobAdapter(toUtf8$1, fromUtf8$1, toBase64$1, fromBase64) {};
const v4 = bindV4(external_node_crypto_.getRandomValues);
const generateIdempotencyToken = v4;
const collectBody = async (streamBody = /* @__PURE__ */ new Uint8Array(), context) => {
	if (streamBody instanceof Uint8Array) return Uint8ArrayBlobAdapter.mutate(streamBody);
	if (!streamBody) return Uint8ArrayBlobAdapter.mutate(/* @__PURE__ */ new Uint8Array());
	const fromContext = context.streamCollector(streamBody);
	return Uint8ArrayBlobAdapter.mutate(await fromContext);
};
function extendedEncodeURIComponent(str) {
	if (/^[\w.~-]+$/.test(str)) return str;
	return encodeURIComponent(str).replace(/[!'()*]/g, function(c) {
		return "%" + c.charCodeAt(0).toString(16).toUpperCase();
	});
}
const HTTP_BINDINGS = Symbol.for("@smithy/schema-x");
var HttpBindingNormalizedSchema = class HttpBindingNormalizedSchema extends NormalizedSchema {
	static identity = Symbol.for("@smithy/HttpBindingNormalizedSchema");
	identity = HttpBindingNormalizedSchema.identity;
	bindings;
	constructor(schema) {
		super(schema);
	}
	static of(schema) {
		const ns = NormalizedSchema.of(schema);
		if (ns.identity === HttpBindingNormalizedSchema.identity) return ns;
		const schemaCache = ns.isMemberSchema() ? ns : ns.getSchema();
		const cache = typeof schemaCache === "object" && schemaCache !== null ? schemaCache : ns;
		return cache[HTTP_BINDINGS] ??= new HttpBindingNormalizedSchema(ns);
	}
	getHttpBindingLocation(traits) {
		if (traits.httpPayload) return 36;
		if (traits.httpLabel) return 33;
		if (traits.httpHeader) return 38;
		if (typeof traits.httpPrefixHeaders === "string") return 39;
		if (traits.httpQuery) return 34;
		if (traits.httpQueryParams) return 35;
		if (traits.httpResponseCode) return 37;
		return 32;
	}
	getHttpBindingValue(location, traits, nested = false) {
		const raw = this.getSchema();
		const type = typeof raw === "number" ? raw & 255 : this.isListSchema() ? 64 : 255;
		const slot = location & 7;
		const media = traits.mediaType ? traits.mediaType === "application/json" || traits.mediaType.endsWith("+json") ? 2 : 1 : 0;
		const stream = traits.streaming || type === 42 ? this.isStructSchema() ? 2 : 1 : 0;
		const timestamp = type >= 4 && type <= 7 ? slot >= 6 ? 2 : slot > 0 && slot < 4 ? 1 : 0 : 0;
		let flags = type | media << 8 | (traits.idempotencyToken ? 1 : 0) << 10 | stream << 11 | (traits.sparse ? 1 : 0) << 13 | timestamp << 14 | (traits.hostLabel ? 1 : 0) << 17 | (location === 36 && typeof raw !== "object" ? 1 : 0) << 18;
		const category = type & 192;
		const collectionValue = slot & 2 && (category === 64 || !nested && slot & 1) ? this.getHttpBindingCollectionValue(location, traits) : void 0;
		const valueType = (collectionValue?.[1] ?? 0) & 255;
		flags |= (slot >= 6 && (valueType === 4 || valueType === 6) ? 1 : 0) << 16;
		return [
			this,
			flags,
			collectionValue
		];
	}
	getHttpBindingCollectionValue(location, traits = this.getMergedTraits()) {
		const valueSchema = HttpBindingNormalizedSchema.of(this.getValueSchema());
		return valueSchema.getHttpBindingValue(location, {
			...valueSchema.getMergedTraits(),
			...traits
		}, true);
	}
	getHttpBindings() {
		const source = this.getSchema();
		return typeof source !== "object" || source === null ? EMPTY_BINDINGS : this.bindings ??= buildHttpBindings(this);
	}
};
const buildHttpBindings = (schema) => {
	const bodyMemberNames = [];
	const bodyMemberSchemas = [];
	const requestBodyMemberNames = [];
	const requestBodyMemberSchemas = [];
	const memberBindings = [];
	const byName = {};
	const headers = {};
	const prefixHeaders = [];
	const responseBindings = {
		headers,
		prefixHeaders
	};
	const bindings = {
		request: {
			memberBindings,
			byName
		},
		response: {
			bodyMemberNames,
			bindings: responseBindings
		}
	};
	const { request, response } = bindings;
	for (const [name, member] of schema.structIterator()) {
		const bindingSchema = HttpBindingNormalizedSchema.of(member);
		const traits = bindingSchema.getMergedTraits();
		const location = bindingSchema.getHttpBindingLocation(traits);
		const wireName = traits.httpHeader?.toLowerCase() ?? traits.httpPrefixHeaders?.toLowerCase() ?? traits.httpQuery;
		const value = bindingSchema.getHttpBindingValue(location, traits);
		const binding = [
			name,
			value,
			location,
			wireName
		];
		if (name === "__proto__") writeKey$2(byName);
		byName[name] = binding;
		if (value[1] >> 10 & 1) request.hasIdempotency = true;
		memberBindings.push(binding);
		const slot = location & 7;
		if (slot === 0) {
			requestBodyMemberNames.push(name);
			requestBodyMemberSchemas.push(member);
		}
		if ((slot & 4) === 0) {
			bodyMemberNames.push(name);
			bodyMemberSchemas.push(member);
		} else if ((slot & 6) === 4) {
			if (slot & 1) responseBindings.statusCode = binding;
			else {
				responseBindings.payload = binding;
				const type = value[1] & 255;
				request.contentTypeInstruction = traits.mediaType ?? (type === 0 ? "text/plain" : type === 21 || type === 42 ? "application/octet-stream" : null);
			}
		} else if (slot & 1) {
			request.hasPrefixHeaders = true;
			prefixHeaders.push(binding);
		} else {
			if (wireName === "__proto__") writeKey$2(headers);
			headers[wireName] = binding;
		}
	}
	if (request.contentTypeInstruction === void 0 && requestBodyMemberNames.length) request.contentTypeInstruction = null;
	request.syntheticBodySchema = createBodySchema(schema, requestBodyMemberNames, requestBodyMemberSchemas);
	response.syntheticBodySchema = createBodySchema(schema, bodyMemberNames, bodyMemberSchemas);
	return bindings;
};
const buildPathSegments = (path) => {
	const segments = [];
	let offset = 0;
	for (const match of path.matchAll(/\{([^{}+]+)(\+)?\}/g)) {
		if (match.index > offset) segments.push([path.slice(offset, match.index), 0]);
		segments.push([match[1], match[2] ? 2 : 1]);
		offset = match.index + match[0].length;
	}
	if (segments.length && offset < path.length) segments.push([path.slice(offset), 0]);
	return segments.length ? segments : void 0;
};
const buildHttpOperationBindings = (schema) => {
	const { http, endpoint } = translateTraits(schema.traits ?? {});
	const [path, search] = http?.[1].split("?") ?? [];
	return [
		http?.[0],
		path,
		search ? [...new URLSearchParams(search)] : [],
		path ? buildPathSegments(path) : void 0,
		endpoint?.[0]
	];
};
const EMPTY_BINDINGS = {
	request: {
		memberBindings: [],
		byName: {}
	},
	response: {
		bodyMemberNames: [],
		bindings: {
			headers: {},
			prefixHeaders: []
		}
	}
};
const getHttpOperationBindings = (schema) => schema[HTTP_BINDINGS] ??= buildHttpOperationBindings(schema);
const createBodySchema = (schema, memberNames, memberSchemas) => {
	if (!memberNames.length) return;
	const source = schema.getSchema();
	const body = [
		3,
		source[1],
		source[2],
		schema.getMergedTraits(),
		memberNames,
		memberSchemas
	];
	const required = source[6];
	const bodyRequired = required && memberNames.reduce((count, name) => count + (source[4].indexOf(name) < required ? 1 : 0), 0);
	if (bodyRequired) body[6] = bodyRequired;
	return body;
};
var SerdeContext = class {
	serdeContext;
	setSerdeContext(serdeContext) {
		this.serdeContext = serdeContext;
	}
};
var HttpProtocol = class extends SerdeContext {
	options;
	compositeErrorRegistry;
	constructor(options) {
		super();
		this.options = options;
		this.compositeErrorRegistry = new TypeRegistry(options.defaultNamespace);
		for (const etr of options.errorTypeRegistries ?? []) this.compositeErrorRegistry.copyFrom(etr);
	}
	getRequestType() {
		return HttpRequest;
	}
	getResponseType() {
		return HttpResponse;
	}
	setSerdeContext(serdeContext) {
		this.serdeContext = serdeContext;
		this.serializer.setSerdeContext(serdeContext);
		this.deserializer.setSerdeContext(serdeContext);
		if (this.getPayloadCodec()) this.getPayloadCodec().setSerdeContext(serdeContext);
	}
	updateServiceEndpoint(request, endpoint) {
		if ("url" in endpoint) {
			request.protocol = endpoint.url.protocol;
			request.hostname = endpoint.url.hostname;
			request.port = endpoint.url.port ? Number(endpoint.url.port) : void 0;
			request.path = endpoint.url.pathname;
			request.fragment = endpoint.url.hash || void 0;
			request.username = endpoint.url.username || void 0;
			request.password = endpoint.url.password || void 0;
			if (!request.query) request.query = {};
			for (const [k, v] of endpoint.url.searchParams.entries()) request.query[k] = v;
			if (endpoint.headers) for (const name in endpoint.headers) {
				if (!hasOwn(endpoint.headers, name)) continue;
				request.headers[name] = endpoint.headers[name].join(", ");
			}
			return request;
		} else {
			request.protocol = endpoint.protocol;
			request.hostname = endpoint.hostname;
			request.port = endpoint.port ? Number(endpoint.port) : void 0;
			request.path = endpoint.path;
			request.query = { ...endpoint.query };
			if (endpoint.headers) for (const name in endpoint.headers) {
				if (!hasOwn(endpoint.headers, name)) continue;
				request.headers[name] = endpoint.headers[name];
			}
			return request;
		}
	}
	setHostPrefix(request, operationSchema, input, operation = getHttpOperationBindings(operationSchema)) {
		if (this.serdeContext?.disableHostPrefix) return;
		const hostPrefix = operation[4];
		if (typeof hostPrefix !== "string") return;
		let resolvedHostPrefix = hostPrefix;
		for (const [name, [, flags]] of HttpBindingNormalizedSchema.of(operationSchema.input).getHttpBindings().request.memberBindings) {
			if (!(flags >> 17 & 1)) continue;
			const replacement = input[name];
			if (typeof replacement !== "string") throw new Error(`@smithy/core/schema - ${name} in input must be a string as hostLabel.`);
			resolvedHostPrefix = resolvedHostPrefix.replace(`{${name}}`, replacement);
		}
		request.hostname = resolvedHostPrefix + request.hostname;
		if (!isValidHostname(request.hostname)) throw new Error(`[${request.hostname}] is not a valid hostname.`);
	}
	deserializeMetadata(output) {
		return {
			httpStatusCode: output.statusCode,
			requestId: output.headers["x-amzn-requestid"] ?? output.headers["x-amzn-request-id"] ?? output.headers["x-amz-request-id"],
			extendedRequestId: output.headers["x-amz-id-2"],
			cfId: output.headers["x-amz-cf-id"]
		};
	}
	resolveError(name, namespaces, registries) {
		const defaultErrorSchema = [
			-3,
			"",
			"Error",
			0,
			[],
			[],
			0
		];
		let schema;
		for (const registry of registries) for (const ns of namespaces) try {
			if (ns === "*") schema = registry.getSchema(name);
			else schema = registry.getSchema(ns + "#" + name);
			const errorCtor = registry.getErrorCtor(schema);
			if (errorCtor) return [
				schema,
				errorCtor,
				"modeled"
			];
			else {
				const syntheticErrorSchema = registry.getBaseException();
				if (syntheticErrorSchema) {
					const syntheticErrorCtor = registry.getErrorCtor(syntheticErrorSchema);
					if (syntheticErrorCtor) return [
						schema,
						syntheticErrorCtor,
						"synthetic"
					];
				}
			}
		} catch (ignored) {}
		for (const registry of registries) {
			const syntheticErrorSchema = registry.getBaseException();
			if (syntheticErrorSchema) {
				const syntheticErrorCtor = registry.getErrorCtor(syntheticErrorSchema);
				if (syntheticErrorCtor) return [
					syntheticErrorSchema,
					syntheticErrorCtor,
					"synthetic"
				];
			}
		}
		return [
			defaultErrorSchema,
			Error,
			"native"
		];
	}
	async serializeEventStream({ eventStream, requestSchema, initialRequest }) {
		return (await this.loadEventStreamCapability()).serializeEventStream({
			eventStream,
			requestSchema,
			initialRequest
		});
	}
	async deserializeEventStream({ response, responseSchema, initialResponseContainer }) {
		return (await this.loadEventStreamCapability()).deserializeEventStream({
			response,
			responseSchema,
			initialResponseContainer
		});
	}
	async loadEventStreamCapability() {
		const { EventStreamSerde, eventStreamSerdeProvider } = await __nccwpck_require__.e(/* import() */ 39).then(__nccwpck_require__.bind(__nccwpck_require__, 39));
		return new EventStreamSerde({
			marshaller: this.resolveEventStreamMarshaller(eventStreamSerdeProvider),
			serializer: this.serializer,
			deserializer: this.deserializer,
			serdeContext: this.serdeContext,
			defaultContentType: this.getDefaultContentType(),
			compositeErrorRegistry: this.compositeErrorRegistry
		});
	}
	getDefaultContentType() {
		throw new Error(`@smithy/core/protocols - ${this.constructor.name} getDefaultContentType() implementation missing.`);
	}
	async deserializeHttpMessage(schema, context, response, arg4, arg5) {
		return [];
	}
	getEventStreamMarshaller() {
		const context = this.serdeContext;
		if (!context.eventStreamMarshaller) throw new Error("@smithy/core - HttpProtocol: eventStreamMarshaller missing in serdeContext.");
		return context.eventStreamMarshaller;
	}
	resolveEventStreamMarshaller(importedProvider) {
		const context = this.serdeContext;
		if (context.eventStreamMarshaller) return context.eventStreamMarshaller;
		return importedProvider(this.serdeContext);
	}
};
var RpcProtocol = class extends HttpProtocol {
	async serializeRequest(operationSchema, _input, context) {
		const serializer = this.serializer;
		const query = {};
		const headers = {};
		const endpoint = await context.endpoint();
		const ns = NormalizedSchema.of(operationSchema?.input);
		const schema = ns.getSchema();
		let payload;
		const input = _input && typeof _input === "object" ? _input : {};
		const request = new HttpRequest({
			protocol: "",
			hostname: "",
			port: void 0,
			path: "/",
			fragment: void 0,
			query,
			headers,
			body: void 0
		});
		if (endpoint) {
			this.updateServiceEndpoint(request, endpoint);
			this.setHostPrefix(request, operationSchema, input);
		}
		if (input) {
			const eventStreamMember = ns.getEventStreamMember();
			if (eventStreamMember) {
				if (input[eventStreamMember]) {
					const initialRequest = {};
					for (const [memberName] of ns.structIterator()) if (memberName !== eventStreamMember && input[memberName] != null) initialRequest[memberName] = input[memberName];
					payload = await this.serializeEventStream({
						eventStream: input[eventStreamMember],
						requestSchema: ns,
						initialRequest
					});
				}
			} else {
				serializer.write(schema, input);
				payload = serializer.flush();
			}
		}
		request.headers = Object.assign(request.headers, headers);
		request.query = query;
		request.body = payload;
		request.method = "POST";
		return request;
	}
	async deserializeResponse(operationSchema, context, response) {
		const deserializer = this.deserializer;
		const ns = NormalizedSchema.of(operationSchema.output);
		const dataObject = {};
		if (this.isErrorResponse(response.statusCode)) {
			const bytes = await collectBody(response.body, context);
			if (bytes.byteLength > 0) Object.assign(dataObject, await deserializer.read(15, bytes));
			await this.handleError(operationSchema, context, response, dataObject, this.deserializeMetadata(response));
			throw new Error("@smithy/core/protocols - RPC Protocol error handler failed to throw.");
		}
		for (const header in response.headers) {
			if (!hasOwn(response.headers, header)) continue;
			const value = response.headers[header];
			delete response.headers[header];
			response.headers[header.toLowerCase()] = value;
		}
		const eventStreamMember = ns.getEventStreamMember();
		if (eventStreamMember) dataObject[eventStreamMember] = await this.deserializeEventStream({
			response,
			responseSchema: ns,
			initialResponseContainer: dataObject
		});
		else {
			const bytes = await collectBody(response.body, context);
			if (bytes.byteLength > 0) Object.assign(dataObject, await deserializer.read(ns, bytes));
		}
		dataObject.$metadata = this.deserializeMetadata(response);
		return dataObject;
	}
	isErrorResponse(statusCode) {
		return statusCode >= 300;
	}
};
var FromStringShapeDeserializer = class extends SerdeContext {
	settings;
	constructor(settings) {
		super();
		this.settings = settings;
	}
	read(_schema, data) {
		const ns = HttpBindingNormalizedSchema.of(_schema);
		const traits = ns.getMergedTraits();
		const location = ns.getHttpBindingLocation(traits);
		return this.readHttpBinding(ns.getHttpBindingValue(location, traits), data, location);
	}
	readHttpBinding([ns, flags, collectionValue], data, location) {
		const schema = flags & 255;
		if ((schema & 192) === 64) {
			collectionValue ??= ns.getHttpBindingCollectionValue(location);
			return splitHeader(data).map((item) => this.readHttpBinding(collectionValue, item, location));
		}
		switch (schema) {
			case 21:
			case 42: return (this.serdeContext?.base64Decoder ?? fromBase64)(data);
			case 4:
			case 5:
			case 6:
			case 7: {
				const bindingFormat = this.settings.httpBindings ? flags >> 14 & 3 : 0;
				switch (this.settings.timestampFormat.useTrait && schema > 4 ? schema : bindingFormat ? bindingFormat + 4 : this.settings.timestampFormat.default) {
					case 5: return _parseRfc3339DateTimeWithOffset(data);
					case 6: return _parseRfc7231DateTime(data);
					case 7: return _parseEpochTimestamp(data);
					default:
						console.warn("Missing timestamp format, parsing value with Date constructor:", data);
						return new Date(data);
				}
			}
			case 0: {
				const media = flags >> 8 & 3;
				if (!media) return data;
				let intermediateValue = data;
				if ((location & 6) === 6) intermediateValue = (this.serdeContext?.utf8Encoder ?? toUtf8$1)((this.serdeContext?.base64Decoder ?? fromBase64)(intermediateValue));
				return media === 2 ? LazyJsonString.from(intermediateValue) : intermediateValue;
			}
			case 1: return Number(data);
			case 2: return data.toLowerCase() === "true";
			case 17: return BigInt(data);
			case 19: return new NumericValue(data, "bigDecimal");
			default: return data;
		}
	}
};
function determineTimestampFormat(ns, settings) {
	if (settings.timestampFormat.useTrait) {
		const schema = ns.getSchema();
		if (schema === 5 || schema === 6 || schema === 7) return schema;
	}
	const { httpLabel, httpPrefixHeaders, httpHeader, httpQuery } = ns.getMergedTraits();
	return (settings.httpBindings ? typeof httpPrefixHeaders === "string" || Boolean(httpHeader) ? 6 : Boolean(httpQuery) || Boolean(httpLabel) ? 5 : void 0 : void 0) ?? settings.timestampFormat.default;
}
const getHttpHandlerExtensionConfiguration = (runtimeConfig) => {
	if (runtimeConfig.logger && runtimeConfig.logger.constructor?.name !== "NoOpLogger") runtimeConfig.requestHandler?.updateHttpClientConfig?.(Symbol.for("logger"), runtimeConfig.logger);
	if (runtimeConfig.defaultSocketTimeout) runtimeConfig.requestHandler?.updateHttpClientConfig?.(Symbol.for("@smithy/defaultSocketTimeout"), runtimeConfig.defaultSocketTimeout);
	return {
		setHttpHandler(handler) {
			runtimeConfig.requestHandler = handler;
		},
		httpHandler() {
			return runtimeConfig.requestHandler;
		},
		updateHttpClientConfig(key, value) {
			runtimeConfig.requestHandler?.updateHttpClientConfig(key, value);
		},
		httpHandlerConfigs() {
			return runtimeConfig.requestHandler.httpHandlerConfigs();
		}
	};
};
const resolveHttpHandlerRuntimeConfig = (httpHandlerExtensionConfiguration) => {
	return { requestHandler: httpHandlerExtensionConfiguration.httpHandler() };
};
const CONTENT_LENGTH_HEADER = "content-length";
function contentLengthMiddleware(bodyLengthChecker) {
	return (next) => async (args) => {
		const request = args.request;
		if (HttpRequest.isInstance(request)) {
			const { body, headers } = request;
			if (body && Object.keys(headers).map((str) => str.toLowerCase()).indexOf(CONTENT_LENGTH_HEADER) === -1) try {
				const length = bodyLengthChecker(body);
				if (length != null) request.headers = {
					...request.headers,
					[CONTENT_LENGTH_HEADER]: String(length)
				};
			} catch (ignored) {}
		}
		return next({
			...args,
			request
		});
	};
}
const contentLengthMiddlewareOptions = {
	step: "build",
	tags: ["SET_CONTENT_LENGTH", "CONTENT_LENGTH"],
	name: "contentLengthMiddleware",
	override: true
};
const getContentLengthPlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(contentLengthMiddleware(options.bodyLengthChecker), contentLengthMiddlewareOptions);
} });
const escapeUri = (uri) => encodeURIComponent(uri).replace(/[!'()*]/g, hexEncode);
const hexEncode = (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;
function buildQueryString(query) {
	const parts = [];
	for (let key of Object.keys(query).sort()) {
		const value = query[key];
		key = escapeUri(key);
		if (Array.isArray(value)) for (let i = 0, iLen = value.length; i < iLen; i++) parts.push(`${key}=${escapeUri(value[i])}`);
		else {
			let qsEntry = key;
			if (value || typeof value === "string") qsEntry += `=${escapeUri(value)}`;
			parts.push(qsEntry);
		}
	}
	return parts.join("&");
}
// node_modules/@aws-sdk/core/
function resolveHostHeaderConfig(input) {
	return input;
}
const hostHeaderMiddleware = (options) => (next) => async (args) => {
	if (!HttpRequest.isInstance(args.request)) return next(args);
	const { request } = args;
	const { handlerProtocol = "" } = options.requestHandler.metadata || {};
	if (handlerProtocol.indexOf("h2") >= 0 && !request.headers[":authority"]) {
		delete request.headers["host"];
		request.headers[":authority"] = request.hostname + (request.port ? ":" + request.port : "");
	} else if (!request.headers["host"]) {
		let host = request.hostname;
		if (request.port != null) host += `:${request.port}`;
		request.headers["host"] = host;
	}
	return next(args);
};
const hostHeaderMiddlewareOptions = {
	name: "hostHeaderMiddleware",
	step: "build",
	priority: "low",
	tags: ["HOST"],
	override: true
};
const getHostHeaderPlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(hostHeaderMiddleware(options), hostHeaderMiddlewareOptions);
} });
const loggerMiddleware = () => (next, context) => async (args) => {
	try {
		const response = await next(args);
		const { clientName, commandName, logger, dynamoDbDocumentClientOptions = {} } = context;
		const { overrideInputFilterSensitiveLog, overrideOutputFilterSensitiveLog } = dynamoDbDocumentClientOptions;
		const inputFilterSensitiveLog = overrideInputFilterSensitiveLog ?? context.inputFilterSensitiveLog;
		const outputFilterSensitiveLog = overrideOutputFilterSensitiveLog ?? context.outputFilterSensitiveLog;
		const { $metadata, ...outputWithoutMetadata } = response.output;
		logger?.info?.({
			clientName,
			commandName,
			input: inputFilterSensitiveLog(args.input),
			output: outputFilterSensitiveLog(outputWithoutMetadata),
			metadata: $metadata
		});
		return response;
	} catch (error) {
		const { clientName, commandName, logger, dynamoDbDocumentClientOptions = {} } = context;
		const { overrideInputFilterSensitiveLog } = dynamoDbDocumentClientOptions;
		const inputFilterSensitiveLog = overrideInputFilterSensitiveLog ?? context.inputFilterSensitiveLog;
		logger?.error?.({
			clientName,
			commandName,
			input: inputFilterSensitiveLog(args.input),
			error,
			metadata: error.$metadata
		});
		throw error;
	}
};
const loggerMiddlewareOptions = {
	name: "loggerMiddleware",
	tags: ["LOGGER"],
	step: "initialize",
	override: true
};
const getLoggerPlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(loggerMiddleware(), loggerMiddlewareOptions);
} });
const recursionDetectionMiddlewareOptions = {
	step: "build",
	tags: ["RECURSION_DETECTION", "TRACE_CONTEXT_PROPAGATION"],
	name: "recursionDetectionMiddleware",
	override: true,
	priority: "low"
};
// node_modules/@aws/lambda-invoke-store/
const PROTECTED_KEYS = {
	REQUEST_ID: Symbol.for("_AWS_LAMBDA_REQUEST_ID"),
	X_RAY_TRACE_ID: Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID"),
	TENANT_ID: Symbol.for("_AWS_LAMBDA_TENANT_ID"),
	TRACEPARENT: Symbol.for("_AWS_LAMBDA_TRACEPARENT"),
	TRACESTATE: Symbol.for("_AWS_LAMBDA_TRACESTATE"),
	BAGGAGE: Symbol.for("_AWS_LAMBDA_BAGGAGE")
};
const NO_GLOBAL_AWS_LAMBDA = ["true", "1"].includes(process.env?.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? "");
if (!NO_GLOBAL_AWS_LAMBDA) globalThis.awslambda = globalThis.awslambda || {};
var InvokeStoreBase = class {
	static PROTECTED_KEYS = PROTECTED_KEYS;
	isProtectedKey(key) {
		return Object.values(PROTECTED_KEYS).includes(key);
	}
	getRequestId() {
		return this.get(PROTECTED_KEYS.REQUEST_ID) ?? "-";
	}
	getXRayTraceId() {
		return this.get(PROTECTED_KEYS.X_RAY_TRACE_ID);
	}
	getTenantId() {
		return this.get(PROTECTED_KEYS.TENANT_ID);
	}
	getTraceparent() {
		return this.get(PROTECTED_KEYS.TRACEPARENT);
	}
	getTracestate() {
		return this.get(PROTECTED_KEYS.TRACESTATE);
	}
	getBaggage() {
		return this.get(PROTECTED_KEYS.BAGGAGE);
	}
};
var InvokeStoreSingle = class extends InvokeStoreBase {
	currentContext;
	getContext() {
		return this.currentContext;
	}
	hasContext() {
		return this.currentContext !== void 0;
	}
	get(key) {
		return this.currentContext?.[key];
	}
	set(key, value) {
		if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
		this.currentContext = this.currentContext || {};
		this.currentContext[key] = value;
	}
	run(context, fn) {
		this.currentContext = context;
		return fn();
	}
};
var InvokeStoreMulti = class InvokeStoreMulti extends InvokeStoreBase {
	als;
	static async create() {
		const instance = new InvokeStoreMulti();
		instance.als = new (await (Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 6698, 19)))).AsyncLocalStorage();
		return instance;
	}
	getContext() {
		return this.als.getStore();
	}
	hasContext() {
		return this.als.getStore() !== void 0;
	}
	get(key) {
		return this.als.getStore()?.[key];
	}
	set(key, value) {
		if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
		const store = this.als.getStore();
		if (!store) throw new Error("No context available");
		store[key] = value;
	}
	run(context, fn) {
		return this.als.run(context, fn);
	}
};
var InvokeStore;
(function(InvokeStore) {
	let instance = null;
	async function getInstanceAsync(forceInvokeStoreMulti) {
		if (!instance) instance = (async () => {
			const newInstance = forceInvokeStoreMulti === true || "AWS_LAMBDA_MAX_CONCURRENCY" in process.env ? await InvokeStoreMulti.create() : new InvokeStoreSingle();
			if (!NO_GLOBAL_AWS_LAMBDA && globalThis.awslambda?.InvokeStore) return globalThis.awslambda.InvokeStore;
			else if (!NO_GLOBAL_AWS_LAMBDA && globalThis.awslambda) {
				globalThis.awslambda.InvokeStore = newInstance;
				return newInstance;
			} else return newInstance;
		})();
		return instance;
	}
	InvokeStore.getInstanceAsync = getInstanceAsync;
	InvokeStore._testing = process.env.AWS_LAMBDA_BENCHMARK_MODE === "1" ? { reset: () => {
		instance = null;
		if (globalThis.awslambda?.InvokeStore) delete globalThis.awslambda.InvokeStore;
		globalThis.awslambda = { InvokeStore: void 0 };
	} } : void 0;
})(InvokeStore || (InvokeStore = {}));
// node_modules/@aws-sdk/core/
const AWS_LAMBDA_FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";
const _X_AMZN_TRACE_ID = "_X_AMZN_TRACE_ID";
const X_AMZN_TRACE_ID = "X-Amzn-Trace-Id";
const TRACEPARENT = "traceparent";
const TRACESTATE = "tracestate";
const BAGGAGE = "baggage";
const recursionDetectionMiddleware = () => (next) => async (args) => {
	const { request } = args;
	if (!HttpRequest.isInstance(request)) return next(args);
	let invokeStore;
	{
		const traceIdHeader = Object.keys(request.headers ?? {}).find((h) => h.toLowerCase() === X_AMZN_TRACE_ID.toLowerCase()) ?? X_AMZN_TRACE_ID;
		if (!request.headers.hasOwnProperty(traceIdHeader)) {
			const functionName = process.env[AWS_LAMBDA_FUNCTION_NAME];
			const traceIdFromEnv = process.env[_X_AMZN_TRACE_ID];
			invokeStore ??= await InvokeStore.getInstanceAsync();
			const traceId = invokeStore?.getXRayTraceId() ?? traceIdFromEnv;
			const nonEmptyString = (str) => typeof str === "string" && str.length > 0;
			if (nonEmptyString(functionName) && nonEmptyString(traceId)) request.headers[X_AMZN_TRACE_ID] = traceId;
		}
	}
	sanitizeTraceHeaders(request.headers);
	if (!request.headers[TRACEPARENT]) {
		const traceparent = (invokeStore ??= await InvokeStore.getInstanceAsync())?.getTraceparent?.();
		if (traceparent) {
			request.headers[TRACEPARENT] = traceparent;
			const tracestate = invokeStore?.getTracestate?.();
			if (tracestate) request.headers[TRACESTATE] = tracestate;
			const baggage = invokeStore?.getBaggage?.();
			if (baggage) request.headers[BAGGAGE] = baggage;
		}
	}
	return next(args);
};
function sanitizeTraceHeaders(headers) {
	for (const header of Object.keys(headers)) {
		const lower = header.toLowerCase();
		if (header !== lower && (lower === TRACEPARENT || lower === TRACESTATE || lower === BAGGAGE)) {
			headers[lower] = headers[header];
			delete headers[header];
		}
	}
}
const getRecursionDetectionPlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(recursionDetectionMiddleware(), recursionDetectionMiddlewareOptions);
} });
// node_modules/@smithy/core/
const resolveAuthOptions = (candidateAuthOptions, authSchemePreference) => {
	if (!authSchemePreference || authSchemePreference.length === 0) return candidateAuthOptions;
	const preferredAuthOptions = [];
	for (const preferredSchemeName of authSchemePreference) for (const candidateAuthOption of candidateAuthOptions) if (candidateAuthOption.schemeId.split("#")[1] === preferredSchemeName) preferredAuthOptions.push(candidateAuthOption);
	for (const candidateAuthOption of candidateAuthOptions) if (!preferredAuthOptions.find(({ schemeId }) => schemeId === candidateAuthOption.schemeId)) preferredAuthOptions.push(candidateAuthOption);
	return preferredAuthOptions;
};
function convertHttpAuthSchemesToMap(httpAuthSchemes) {
	const map = /* @__PURE__ */ new Map();
	for (const scheme of httpAuthSchemes) map.set(scheme.schemeId, scheme);
	return map;
}
const httpAuthSchemeMiddleware = (config, mwOptions) => (next, context) => async (args) => {
	const options = config.httpAuthSchemeProvider(await mwOptions.httpAuthSchemeParametersProvider(config, context, args.input));
	const authSchemePreference = config.authSchemePreference ? await config.authSchemePreference() : [];
	const resolvedOptions = resolveAuthOptions(options, authSchemePreference);
	const authSchemes = convertHttpAuthSchemesToMap(config.httpAuthSchemes);
	const smithyContext = getSmithyContext(context);
	const failureReasons = [];
	for (const option of resolvedOptions) {
		const scheme = authSchemes.get(option.schemeId);
		if (!scheme) {
			failureReasons.push(`HttpAuthScheme \`${option.schemeId}\` was not enabled for this service.`);
			continue;
		}
		const identityProvider = scheme.identityProvider(await mwOptions.identityProviderConfigProvider(config));
		if (!identityProvider) {
			failureReasons.push(`HttpAuthScheme \`${option.schemeId}\` did not have an IdentityProvider configured.`);
			continue;
		}
		const { identityProperties = {}, signingProperties = {} } = option.propertiesExtractor?.(config, context) || {};
		option.identityProperties = Object.assign(option.identityProperties || {}, identityProperties);
		option.signingProperties = Object.assign(option.signingProperties || {}, signingProperties);
		smithyContext.selectedHttpAuthScheme = {
			httpAuthOption: option,
			identity: await identityProvider(option.identityProperties),
			signer: scheme.signer
		};
		break;
	}
	if (!smithyContext.selectedHttpAuthScheme) throw new Error(failureReasons.join("\n"));
	return next(args);
};
const httpAuthSchemeEndpointRuleSetMiddlewareOptions = {
	step: "serialize",
	tags: ["HTTP_AUTH_SCHEME"],
	name: "httpAuthSchemeMiddleware",
	override: true,
	relation: "before",
	toMiddleware: "endpointV2Middleware"
};
const getHttpAuthSchemeEndpointRuleSetPlugin = (config, { httpAuthSchemeParametersProvider, identityProviderConfigProvider }) => ({ applyToStack: (clientStack) => {
	clientStack.addRelativeTo(httpAuthSchemeMiddleware(config, {
		httpAuthSchemeParametersProvider,
		identityProviderConfigProvider
	}), httpAuthSchemeEndpointRuleSetMiddlewareOptions);
} });
const defaultErrorHandler = (signingProperties) => (error) => {
	throw error;
};
const defaultSuccessHandler = (httpResponse, signingProperties) => {};
const httpSigningMiddleware = (config) => (next, context) => async (args) => {
	if (!HttpRequest.isInstance(args.request)) return next(args);
	const scheme = getSmithyContext(context).selectedHttpAuthScheme;
	if (!scheme) throw new Error(`No HttpAuthScheme was selected: unable to sign request`);
	const { httpAuthOption: { signingProperties = {} }, identity, signer } = scheme;
	const output = await next({
		...args,
		request: await signer.sign(args.request, identity, signingProperties)
	}).catch((signer.errorHandler || defaultErrorHandler)(signingProperties));
	(signer.successHandler || defaultSuccessHandler)(output.response, signingProperties);
	return output;
};
const httpSigningMiddlewareOptions = {
	step: "finalizeRequest",
	tags: ["HTTP_SIGNING"],
	name: "httpSigningMiddleware",
	aliases: [
		"apiKeyMiddleware",
		"tokenMiddleware",
		"awsAuthMiddleware"
	],
	override: true,
	relation: "after",
	toMiddleware: "retryMiddleware"
};
const getHttpSigningPlugin = (config) => ({ applyToStack: (clientStack) => {
	clientStack.addRelativeTo(httpSigningMiddleware(config), httpSigningMiddlewareOptions);
} });
const normalizeProvider = (input) => {
	if (typeof input === "function") return input;
	const promisified = Promise.resolve(input);
	return () => promisified;
};
var DefaultIdentityProviderConfig = class {
	authSchemes = /* @__PURE__ */ new Map();
	constructor(config) {
		for (const key in config) {
			if (!hasOwn(config, key)) continue;
			const value = config[key];
			if (value !== void 0) this.authSchemes.set(key, value);
		}
	}
	getIdentityProvider(schemeId) {
		return this.authSchemes.get(schemeId);
	}
};
const createIsIdentityExpiredFunction = (expirationMs) => function isIdentityExpired(identity) {
	return doesIdentityRequireRefresh(identity) && identity.expiration.getTime() - Date.now() < expirationMs;
};
const isIdentityExpired = createIsIdentityExpiredFunction(3e5);
const doesIdentityRequireRefresh = (identity) => identity.expiration !== void 0;
const memoizeIdentityProvider = (provider, isExpired, requiresRefresh) => {
	if (provider === void 0) return;
	const normalizedProvider = typeof provider !== "function" ? async () => Promise.resolve(provider) : provider;
	let resolved;
	let pending;
	let hasResult;
	let isConstant = false;
	const coalesceProvider = async (options) => {
		if (!pending) pending = normalizedProvider(options);
		try {
			resolved = await pending;
			hasResult = true;
			isConstant = false;
		} finally {
			pending = void 0;
		}
		return resolved;
	};
	if (isExpired === void 0) return async (options) => {
		if (!hasResult || options?.forceRefresh) resolved = await coalesceProvider(options);
		return resolved;
	};
	return async (options) => {
		if (!hasResult || options?.forceRefresh) resolved = await coalesceProvider(options);
		if (isConstant) return resolved;
		if (!requiresRefresh(resolved)) {
			isConstant = true;
			return resolved;
		}
		if (isExpired(resolved)) {
			await coalesceProvider(options);
			return resolved;
		}
		return resolved;
	};
};
function isValidUserAgentAppId(appId) {
	if (appId === void 0) return true;
	return typeof appId === "string" && appId.length <= 50;
}
function resolveUserAgentConfig(input) {
	const normalizedAppIdProvider = normalizeProvider(input.userAgentAppId ?? void 0);
	const { customUserAgent } = input;
	return Object.assign(input, {
		customUserAgent: typeof customUserAgent === "string" ? [[customUserAgent]] : customUserAgent,
		userAgentAppId: async () => {
			const appId = await normalizedAppIdProvider();
			if (!isValidUserAgentAppId(appId)) {
				const logger = input.logger?.constructor?.name === "NoOpLogger" || !input.logger ? console : input.logger;
				if (typeof appId !== "string") logger?.warn("userAgentAppId must be a string or undefined.");
				else if (appId.length > 50) logger?.warn("The provided userAgentAppId exceeds the maximum length of 50 characters.");
			}
			return appId;
		}
	});
}
// node_modules/@aws-sdk/core/
let selectedPartitionsInfo = {
	"partitions": [
		{
			"id": "aws",
			"outputs": {
				"dnsSuffix": "amazonaws.com",
				"dualStackDnsSuffix": "api.aws",
				"implicitGlobalRegion": "us-east-1",
				"name": "aws",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^(us|eu|ap|sa|ca|me|af|il|mx)\\-\\w+\\-\\d+$",
			"regions": {
				"af-south-1": { "description": "Africa (Cape Town)" },
				"ap-east-1": { "description": "Asia Pacific (Hong Kong)" },
				"ap-east-2": { "description": "Asia Pacific (Taipei)" },
				"ap-northeast-1": { "description": "Asia Pacific (Tokyo)" },
				"ap-northeast-2": { "description": "Asia Pacific (Seoul)" },
				"ap-northeast-3": { "description": "Asia Pacific (Osaka)" },
				"ap-south-1": { "description": "Asia Pacific (Mumbai)" },
				"ap-south-2": { "description": "Asia Pacific (Hyderabad)" },
				"ap-southeast-1": { "description": "Asia Pacific (Singapore)" },
				"ap-southeast-2": { "description": "Asia Pacific (Sydney)" },
				"ap-southeast-3": { "description": "Asia Pacific (Jakarta)" },
				"ap-southeast-4": { "description": "Asia Pacific (Melbourne)" },
				"ap-southeast-5": { "description": "Asia Pacific (Malaysia)" },
				"ap-southeast-6": { "description": "Asia Pacific (New Zealand)" },
				"ap-southeast-7": { "description": "Asia Pacific (Thailand)" },
				"aws-global": { "description": "aws global region" },
				"ca-central-1": { "description": "Canada (Central)" },
				"ca-west-1": { "description": "Canada West (Calgary)" },
				"eu-central-1": { "description": "Europe (Frankfurt)" },
				"eu-central-2": { "description": "Europe (Zurich)" },
				"eu-north-1": { "description": "Europe (Stockholm)" },
				"eu-south-1": { "description": "Europe (Milan)" },
				"eu-south-2": { "description": "Europe (Spain)" },
				"eu-west-1": { "description": "Europe (Ireland)" },
				"eu-west-2": { "description": "Europe (London)" },
				"eu-west-3": { "description": "Europe (Paris)" },
				"il-central-1": { "description": "Israel (Tel Aviv)" },
				"me-central-1": { "description": "Middle East (UAE)" },
				"me-south-1": { "description": "Middle East (Bahrain)" },
				"me-west-1": { "description": "Middle East (Saudi Arabia)" },
				"mx-central-1": { "description": "Mexico (Central)" },
				"sa-east-1": { "description": "South America (Sao Paulo)" },
				"sa-west-1": { "description": "South America (Chile)" },
				"us-east-1": { "description": "US East (N. Virginia)" },
				"us-east-2": { "description": "US East (Ohio)" },
				"us-west-1": { "description": "US West (N. California)" },
				"us-west-2": { "description": "US West (Oregon)" }
			}
		},
		{
			"id": "aws-cn",
			"outputs": {
				"dnsSuffix": "amazonaws.com.cn",
				"dualStackDnsSuffix": "api.amazonwebservices.com.cn",
				"implicitGlobalRegion": "cn-northwest-1",
				"name": "aws-cn",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^cn\\-\\w+\\-\\d+$",
			"regions": {
				"aws-cn-global": { "description": "aws-cn global region" },
				"cn-north-1": { "description": "China (Beijing)" },
				"cn-northwest-1": { "description": "China (Ningxia)" }
			}
		},
		{
			"id": "aws-eusc",
			"outputs": {
				"dnsSuffix": "amazonaws.eu",
				"dualStackDnsSuffix": "api.amazonwebservices.eu",
				"implicitGlobalRegion": "eusc-de-east-1",
				"name": "aws-eusc",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^eusc\\-(de)\\-\\w+\\-\\d+$",
			"regions": { "eusc-de-east-1": { "description": "AWS European Sovereign Cloud (Germany)" } }
		},
		{
			"id": "aws-iso",
			"outputs": {
				"dnsSuffix": "c2s.ic.gov",
				"dualStackDnsSuffix": "api.aws.ic.gov",
				"implicitGlobalRegion": "us-iso-east-1",
				"name": "aws-iso",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^us\\-iso\\-\\w+\\-\\d+$",
			"regions": {
				"aws-iso-global": { "description": "aws-iso global region" },
				"us-iso-east-1": { "description": "US ISO East" },
				"us-iso-west-1": { "description": "US ISO WEST" }
			}
		},
		{
			"id": "aws-iso-b",
			"outputs": {
				"dnsSuffix": "sc2s.sgov.gov",
				"dualStackDnsSuffix": "api.aws.scloud",
				"implicitGlobalRegion": "us-isob-east-1",
				"name": "aws-iso-b",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^us\\-isob\\-\\w+\\-\\d+$",
			"regions": {
				"aws-iso-b-global": { "description": "aws-iso-b global region" },
				"us-isob-east-1": { "description": "US ISOB East (Ohio)" },
				"us-isob-west-1": { "description": "US ISOB West" }
			}
		},
		{
			"id": "aws-iso-e",
			"outputs": {
				"dnsSuffix": "cloud.adc-e.uk",
				"dualStackDnsSuffix": "api.cloud-aws.adc-e.uk",
				"implicitGlobalRegion": "eu-isoe-west-1",
				"name": "aws-iso-e",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^eu\\-isoe\\-\\w+\\-\\d+$",
			"regions": {
				"aws-iso-e-global": { "description": "aws-iso-e global region" },
				"eu-isoe-west-1": { "description": "EU ISOE West" }
			}
		},
		{
			"id": "aws-iso-f",
			"outputs": {
				"dnsSuffix": "csp.hci.ic.gov",
				"dualStackDnsSuffix": "api.aws.hci.ic.gov",
				"implicitGlobalRegion": "us-isof-south-1",
				"name": "aws-iso-f",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^us\\-isof\\-\\w+\\-\\d+$",
			"regions": {
				"aws-iso-f-global": { "description": "aws-iso-f global region" },
				"us-isof-east-1": { "description": "US ISOF EAST" },
				"us-isof-south-1": { "description": "US ISOF SOUTH" }
			}
		},
		{
			"id": "aws-us-gov",
			"outputs": {
				"dnsSuffix": "amazonaws.com",
				"dualStackDnsSuffix": "api.aws",
				"implicitGlobalRegion": "us-gov-west-1",
				"name": "aws-us-gov",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^us\\-gov\\-\\w+\\-\\d+$",
			"regions": {
				"aws-us-gov-global": { "description": "aws-us-gov global region" },
				"us-gov-east-1": { "description": "AWS GovCloud (US-East)" },
				"us-gov-west-1": { "description": "AWS GovCloud (US-West)" }
			}
		}
	],
	"version": "1.1"
};
let selectedUserAgentPrefix = "";
const partition = (value) => {
	const { partitions } = selectedPartitionsInfo;
	for (const partition of partitions) {
		const { regions, outputs } = partition;
		for (const [region, regionData] of Object.entries(regions)) if (region === value) return {
			...outputs,
			...regionData
		};
	}
	for (const partition of partitions) {
		const { regionRegex, outputs } = partition;
		if (new RegExp(regionRegex).test(value)) return { ...outputs };
	}
	const DEFAULT_PARTITION = partitions.find((partition) => partition.id === "aws");
	if (!DEFAULT_PARTITION) throw new Error("Provided region was not found in the partition array or regex, and default partition with id 'aws' doesn't exist.");
	return { ...DEFAULT_PARTITION.outputs };
};
const getUserAgentPrefix = () => selectedUserAgentPrefix;
// node_modules/@smithy/core/
const isStreamingPayload = (request) => request?.body instanceof external_node_stream_.Readable || typeof ReadableStream !== "undefined" && request?.body instanceof ReadableStream;
const THROTTLING_ERROR_CODES = [
	"BandwidthLimitExceeded",
	"EC2ThrottledException",
	"LimitExceededException",
	"PriorRequestNotComplete",
	"ProvisionedThroughputExceededException",
	"RequestLimitExceeded",
	"RequestThrottled",
	"RequestThrottledException",
	"SlowDown",
	"ThrottledException",
	"Throttling",
	"ThrottlingException",
	"TooManyRequestsException",
	"TransactionInProgressException"
];
const TRANSIENT_ERROR_CODES = [
	"TimeoutError",
	"RequestTimeout",
	"RequestTimeoutException"
];
const TRANSIENT_ERROR_STATUS_CODES = [
	500,
	502,
	503,
	504
];
const NODEJS_TIMEOUT_ERROR_CODES$1 = [
	"ECONNRESET",
	"ECONNREFUSED",
	"EPIPE",
	"ETIMEDOUT"
];
const NODEJS_NETWORK_ERROR_CODES = [
	"EHOSTUNREACH",
	"ENETUNREACH",
	"ENOTFOUND",
	"EAI_AGAIN"
];
const isRetryableByTrait = (error) => error?.$retryable !== void 0;
const isClockSkewCorrectedError = (error) => error.$metadata?.clockSkewCorrected;
const isBrowserNetworkError = (error) => {
	const errorMessages = /* @__PURE__ */ new Set([
		"Failed to fetch",
		"NetworkError when attempting to fetch resource",
		"The Internet connection appears to be offline",
		"Load failed",
		"Network request failed"
	]);
	if (!(error && error instanceof TypeError)) return false;
	return errorMessages.has(error.message);
};
const isThrottlingError = (error) => error.$metadata?.httpStatusCode === 429 || THROTTLING_ERROR_CODES.includes(error.name) || error.$retryable?.throttling == true;
const isTransientError = (error, depth = 0) => error?.name !== "AbortError" && (isRetryableByTrait(error) || isClockSkewCorrectedError(error) || error.name === "InvalidSignatureException" && error.message?.includes("Signature expired") || TRANSIENT_ERROR_CODES.includes(error.name) || NODEJS_TIMEOUT_ERROR_CODES$1.includes(error?.code || "") || NODEJS_NETWORK_ERROR_CODES.includes(error?.code || "") || TRANSIENT_ERROR_STATUS_CODES.includes(error.$metadata?.httpStatusCode || 0) || isBrowserNetworkError(error) || isNodeJsHttp2TransientError(error) || error.cause !== void 0 && depth <= 10 && isTransientError(error.cause, depth + 1));
const isServerError = (error) => {
	if (error.$metadata?.httpStatusCode !== void 0) {
		const statusCode = error.$metadata.httpStatusCode;
		if (500 <= statusCode && statusCode <= 599 && !isTransientError(error)) return true;
		return false;
	}
	return false;
};
function isNodeJsHttp2TransientError(error) {
	return error.code === "ERR_HTTP2_STREAM_ERROR" && error.message.includes("NGHTTP2_REFUSED_STREAM");
}
const race = (promise, signal) => {
	if (!signal) return promise;
	let cleanup = () => {};
	const aborted = new Promise((_, reject) => {
		const handler = () => reject(createAbortError());
		if (signal.aborted) handler();
		else if (typeof signal.addEventListener === "function") {
			signal.addEventListener("abort", handler, { once: true });
			cleanup = () => signal.removeEventListener("abort", handler);
		} else signal.onabort = handler;
	});
	return Promise.race([promise, aborted]).finally(cleanup);
};
const createAbortError = () => Object.assign(/* @__PURE__ */ new Error("Request aborted"), { name: "AbortError" });
const isAbortError = (error) => typeof error === "object" && error !== null && "name" in error && error.name === "AbortError";
const MAXIMUM_RETRY_DELAY = 2e4;
const INVOCATION_ID_HEADER = "amz-sdk-invocation-id";
const REQUEST_HEADER = "amz-sdk-request";
function parseRetryAfterHeader(response, logger) {
	if (!HttpResponse.isInstance(response)) return;
	for (const header in response.headers) {
		if (!hasOwn(response.headers, header)) continue;
		const h = header.toLowerCase();
		if (h === "retry-after") {
			const retryAfter = response.headers[header];
			let retryAfterSeconds = NaN;
			if (retryAfter.endsWith("GMT")) try {
				retryAfterSeconds = (parseRfc7231DateTime(retryAfter).getTime() - Date.now()) / 1e3;
			} catch (e) {
				logger?.trace?.("Failed to parse retry-after header");
				logger?.trace?.(e);
			}
			else if (retryAfter.match(/ GMT, ((\d+)|(\d+\.\d+))$/)) retryAfterSeconds = Number(retryAfter.match(/ GMT, ([\d.]+)$/)?.[1]);
			else if (retryAfter.match(/^((\d+)|(\d+\.\d+))$/)) retryAfterSeconds = Number(retryAfter);
			else if (Date.parse(retryAfter) >= Date.now()) retryAfterSeconds = (Date.parse(retryAfter) - Date.now()) / 1e3;
			if (isNaN(retryAfterSeconds)) return;
			return new Date(Date.now() + retryAfterSeconds * 1e3);
		} else if (h === "x-amz-retry-after") {
			const v = response.headers[header];
			const backoffMilliseconds = Number(v);
			if (isNaN(backoffMilliseconds)) {
				logger?.trace?.(`Failed to parse x-amz-retry-after=${v}`);
				return;
			}
			return new Date(Date.now() + backoffMilliseconds);
		}
	}
}
const asSdkError = (error) => {
	if (error instanceof Error) return error;
	if (error instanceof Object) return Object.assign(/* @__PURE__ */ new Error(), error);
	if (typeof error === "string") return new Error(error);
	return /* @__PURE__ */ new Error(`AWS SDK error wrapper for ${error}`);
};
function bindRetryMiddleware(isStreamingPayload) {
	return (options) => (next, context) => async (args) => {
		let retryStrategy = await options.retryStrategy();
		const maxAttempts = await options.maxAttempts();
		const abortSignal = context[SMITHY_CONTEXT_KEY]?.abortSignal;
		if (isRetryStrategyV2(retryStrategy)) {
			retryStrategy = retryStrategy;
			const retryTokenScope = (context["partition_id"] ?? "") + (context.__retryLongPoll ? ":longpoll" : "");
			let retryToken = await race(retryStrategy.acquireInitialRetryToken(retryTokenScope), abortSignal);
			let lastError = /* @__PURE__ */ new Error();
			let attempts = 0;
			let totalRetryDelay = 0;
			const { request } = args;
			const isRequest = HttpRequest.isInstance(request);
			if (isRequest) request.headers[INVOCATION_ID_HEADER] = v4();
			while (true) try {
				if (isRequest) request.headers[REQUEST_HEADER] = `attempt=${attempts + 1}; max=${maxAttempts}`;
				const { response, output } = await next(args);
				retryStrategy.recordSuccess(retryToken);
				output.$metadata.attempts = attempts + 1;
				output.$metadata.totalRetryDelay = totalRetryDelay;
				return {
					response,
					output
				};
			} catch (e) {
				const retryErrorInfo = getRetryErrorInfo(e, options.logger);
				lastError = asSdkError(e);
				if (isRequest && isStreamingPayload(request)) {
					(context.logger instanceof NoOpLogger ? console : context.logger)?.warn("An error was encountered in a non-retryable streaming request.");
					throw lastError;
				}
				try {
					retryToken = await race(retryStrategy.refreshRetryTokenForRetry(retryToken, retryErrorInfo), abortSignal);
				} catch (refreshError) {
					if (abortSignal?.aborted && isAbortError(refreshError)) throw refreshError;
					if (!lastError.$metadata) lastError.$metadata = {};
					lastError.$metadata.attempts = attempts + 1;
					lastError.$metadata.totalRetryDelay = totalRetryDelay;
					throw lastError;
				}
				attempts = retryToken.getRetryCount();
				const delay = retryToken.getRetryDelay();
				totalRetryDelay += (retryToken?.$retryLog?.acquisitionDelay ?? 0) + delay;
				if (delay > 0) await race(new Promise((resolve) => setTimeout(resolve, delay)), abortSignal);
			}
		} else {
			retryStrategy = retryStrategy;
			if (retryStrategy?.mode) context.userAgent = [...context.userAgent || [], ["cfg/retry-mode", retryStrategy.mode]];
			return retryStrategy.retry(next, args);
		}
	};
}
const isRetryStrategyV2 = (retryStrategy) => typeof retryStrategy.acquireInitialRetryToken !== "undefined" && typeof retryStrategy.refreshRetryTokenForRetry !== "undefined" && typeof retryStrategy.recordSuccess !== "undefined";
const getRetryErrorInfo = (error, logger) => {
	const errorInfo = {
		error,
		errorType: getRetryErrorType(error)
	};
	const retryAfterHint = parseRetryAfterHeader(error.$response, logger);
	if (retryAfterHint) errorInfo.retryAfterHint = retryAfterHint;
	return errorInfo;
};
const getRetryErrorType = (error) => {
	if (isThrottlingError(error)) return "THROTTLING";
	if (isTransientError(error)) return "TRANSIENT";
	if (isServerError(error)) return "SERVER_ERROR";
	return "CLIENT_ERROR";
};
const retryMiddlewareOptions = {
	name: "retryMiddleware",
	tags: ["RETRY"],
	step: "finalizeRequest",
	priority: "high",
	override: true
};
function bindGetRetryPlugin(isStreamingPayload) {
	const retryMiddleware = bindRetryMiddleware(isStreamingPayload);
	return (options) => ({ applyToStack: (clientStack) => {
		clientStack.add(retryMiddleware(options), retryMiddlewareOptions);
	} });
}
var DefaultRateLimiter = class DefaultRateLimiter {
	static setTimeoutFn = (fn, delay) => setTimeout(fn, delay);
	beta;
	minCapacity;
	minFillRate;
	scaleConstant;
	smooth;
	enabled = false;
	availableTokens = 0;
	lastMaxRate = 0;
	measuredTxRate = 0;
	requestCount = 0;
	fillRate;
	lastThrottleTime;
	lastTimestamp = 0;
	lastTxRateBucket;
	maxCapacity;
	timeWindow = 0;
	constructor(options) {
		this.beta = options?.beta ?? .7;
		this.minCapacity = options?.minCapacity ?? 1;
		this.minFillRate = options?.minFillRate ?? .5;
		this.scaleConstant = options?.scaleConstant ?? .4;
		this.smooth = options?.smooth ?? .8;
		this.lastThrottleTime = this.getCurrentTimeInSeconds();
		this.lastTxRateBucket = Math.floor(this.getCurrentTimeInSeconds());
		this.fillRate = this.minFillRate;
		this.maxCapacity = this.minCapacity;
	}
	async getSendToken() {
		return this.acquireTokenBucket(1);
	}
	updateClientSendingRate(response) {
		let calculatedRate;
		this.updateMeasuredRate();
		const retryErrorInfo = response;
		if (retryErrorInfo?.errorType === "THROTTLING" || isThrottlingError(retryErrorInfo?.error ?? response)) {
			const rateToUse = !this.enabled ? this.measuredTxRate : Math.min(this.measuredTxRate, this.fillRate);
			this.lastMaxRate = rateToUse;
			this.calculateTimeWindow();
			this.lastThrottleTime = this.getCurrentTimeInSeconds();
			calculatedRate = this.cubicThrottle(rateToUse);
			this.enableTokenBucket();
		} else {
			this.calculateTimeWindow();
			calculatedRate = this.cubicSuccess(this.getCurrentTimeInSeconds());
		}
		const newRate = Math.min(calculatedRate, 2 * this.measuredTxRate);
		this.updateTokenBucketRate(newRate);
	}
	getCurrentTimeInSeconds() {
		return Date.now() / 1e3;
	}
	async acquireTokenBucket(amount) {
		if (!this.enabled) return;
		this.refillTokenBucket();
		while (amount > this.availableTokens) {
			const delay = (amount - this.availableTokens) / this.fillRate * 1e3;
			await new Promise((resolve) => DefaultRateLimiter.setTimeoutFn(resolve, delay));
			this.refillTokenBucket();
		}
		this.availableTokens = this.availableTokens - amount;
	}
	refillTokenBucket() {
		const timestamp = this.getCurrentTimeInSeconds();
		if (!this.lastTimestamp) {
			this.lastTimestamp = timestamp;
			return;
		}
		const fillAmount = (timestamp - this.lastTimestamp) * this.fillRate;
		this.availableTokens = Math.min(this.maxCapacity, this.availableTokens + fillAmount);
		this.lastTimestamp = timestamp;
	}
	calculateTimeWindow() {
		this.timeWindow = this.getPrecise(Math.pow(this.lastMaxRate * (1 - this.beta) / this.scaleConstant, 1 / 3));
	}
	cubicThrottle(rateToUse) {
		return this.getPrecise(rateToUse * this.beta);
	}
	cubicSuccess(timestamp) {
		return this.getPrecise(this.scaleConstant * Math.pow(timestamp - this.lastThrottleTime - this.timeWindow, 3) + this.lastMaxRate);
	}
	enableTokenBucket() {
		this.enabled = true;
	}
	updateTokenBucketRate(newRate) {
		this.refillTokenBucket();
		this.fillRate = Math.max(newRate, this.minFillRate);
		this.maxCapacity = Math.max(newRate, this.minCapacity);
		this.availableTokens = Math.min(this.availableTokens, this.maxCapacity);
	}
	updateMeasuredRate() {
		const t = this.getCurrentTimeInSeconds();
		const timeBucket = Math.floor(t * 2) / 2;
		this.requestCount++;
		if (timeBucket > this.lastTxRateBucket) {
			const currentRate = this.requestCount / (timeBucket - this.lastTxRateBucket);
			this.measuredTxRate = this.getPrecise(currentRate * this.smooth + this.measuredTxRate * (1 - this.smooth));
			this.requestCount = 0;
			this.lastTxRateBucket = timeBucket;
		}
	}
	getPrecise(num) {
		return parseFloat(num.toFixed(8));
	}
};
var Retry = class {
	static v2026 = true;
	static delay() {
		return 50;
	}
	static throttlingDelay() {
		return 1e3;
	}
	static cost() {
		return 14;
	}
	static throttlingCost() {
		return 5;
	}
	static modifiedCostType() {
		return "THROTTLING";
	}
};
var DefaultRetryBackoffStrategy = class {
	x = Retry.delay();
	computeNextBackoffDelay(i) {
		const t_i = Math.random() * Math.min(this.x * 2 ** i, MAXIMUM_RETRY_DELAY);
		return Math.floor(t_i);
	}
	setDelayBase(delay) {
		this.x = delay;
	}
};
var DefaultRetryToken = class {
	delay;
	count;
	cost;
	longPoll;
	$retryLog = { acquisitionDelay: 0 };
	constructor(delay, count, cost, longPoll) {
		this.delay = delay;
		this.count = count;
		this.cost = cost;
		this.longPoll = longPoll;
	}
	getRetryCount() {
		return this.count;
	}
	getRetryDelay() {
		return Math.min(MAXIMUM_RETRY_DELAY, this.delay);
	}
	getRetryCost() {
		return this.cost;
	}
	isLongPoll() {
		return this.longPoll;
	}
};
var RETRY_MODES;
(function(RETRY_MODES) {
	RETRY_MODES["STANDARD"] = "standard";
	RETRY_MODES["ADAPTIVE"] = "adaptive";
})(RETRY_MODES || (RETRY_MODES = {}));
const DEFAULT_RETRY_MODE = RETRY_MODES.STANDARD;
const refusal$4 = {
	incompatible: 1,
	attempts: 2,
	capacity: 3
};
var StandardRetryStrategy = class {
	mode = RETRY_MODES.STANDARD;
	retryBackoffStrategy;
	capacity = 500;
	maxAttemptsProvider;
	baseDelay;
	constructor(arg1) {
		if (typeof arg1 === "number") this.maxAttemptsProvider = async () => arg1;
		else if (typeof arg1 === "function") this.maxAttemptsProvider = arg1;
		else if (arg1 && typeof arg1 === "object") {
			this.maxAttemptsProvider = async () => arg1.maxAttempts;
			this.baseDelay = arg1.baseDelay;
			this.retryBackoffStrategy = arg1.backoff;
		}
		this.maxAttemptsProvider ??= async () => 3;
		this.baseDelay ??= Retry.delay();
		this.retryBackoffStrategy ??= new DefaultRetryBackoffStrategy();
	}
	async acquireInitialRetryToken(retryTokenScope) {
		return new DefaultRetryToken(Retry.delay(), 0, void 0, retryTokenScope.includes(":longpoll"));
	}
	async refreshRetryTokenForRetry(token, errorInfo) {
		const maxAttempts = await this.getMaxAttempts();
		const retryCode = this.retryCode(token, errorInfo, maxAttempts);
		const shouldRetry = retryCode === 0;
		const isLongPoll = token.isLongPoll?.();
		if (shouldRetry || isLongPoll) {
			const errorType = errorInfo.errorType;
			this.retryBackoffStrategy.setDelayBase(errorType === "THROTTLING" ? Retry.throttlingDelay() : this.baseDelay);
			const delayFromErrorType = this.retryBackoffStrategy.computeNextBackoffDelay(token.getRetryCount());
			let retryDelay = delayFromErrorType;
			if (errorInfo.retryAfterHint instanceof Date) retryDelay = Math.max(delayFromErrorType, Math.min(errorInfo.retryAfterHint.getTime() - Date.now(), delayFromErrorType + 5e3));
			if (!shouldRetry) {
				const longPollBackoff = retryCode === refusal$4.capacity && isLongPoll ? retryDelay : 0;
				if (longPollBackoff > 0) await new Promise((r) => setTimeout(r, longPollBackoff));
			} else {
				const capacityCost = this.getCapacityCost(errorType);
				this.capacity -= capacityCost;
				const nextToken = new DefaultRetryToken(0, token.getRetryCount() + 1, capacityCost, token.isLongPoll?.() ?? false);
				await new Promise((r) => setTimeout(r, retryDelay));
				nextToken.$retryLog.acquisitionDelay = retryDelay;
				return nextToken;
			}
		}
		throw new Error("No retry token available");
	}
	recordSuccess(token) {
		this.capacity = Math.min(500, this.capacity + (token.getRetryCost() ?? 1));
	}
	getCapacity() {
		return this.capacity;
	}
	async maxAttempts() {
		return this.maxAttemptsProvider();
	}
	async getMaxAttempts() {
		try {
			return await this.maxAttemptsProvider();
		} catch (ignored) {
			console.warn(`Max attempts provider could not resolve. Using default of 3`);
			return 3;
		}
	}
	retryCode(tokenToRenew, errorInfo, maxAttempts) {
		const attempts = tokenToRenew.getRetryCount() + 1;
		const retryableStatus = this.isRetryableError(errorInfo.errorType) ? 0 : refusal$4.incompatible;
		const attemptStatus = attempts < maxAttempts ? 0 : refusal$4.attempts;
		const capacityStatus = this.capacity >= this.getCapacityCost(errorInfo.errorType) ? 0 : refusal$4.capacity;
		return retryableStatus || attemptStatus || capacityStatus;
	}
	getCapacityCost(errorType) {
		return errorType === Retry.modifiedCostType() ? Retry.throttlingCost() : Retry.cost();
	}
	isRetryableError(errorType) {
		return errorType === "THROTTLING" || errorType === "TRANSIENT";
	}
};
var AdaptiveRetryStrategy = class {
	mode = RETRY_MODES.ADAPTIVE;
	rateLimiter;
	standardRetryStrategy;
	constructor(maxAttemptsProvider, options) {
		const { rateLimiter } = options ?? {};
		this.rateLimiter = rateLimiter ?? new DefaultRateLimiter();
		this.standardRetryStrategy = options ? new StandardRetryStrategy({
			maxAttempts: typeof maxAttemptsProvider === "number" ? maxAttemptsProvider : 3,
			...options
		}) : new StandardRetryStrategy(maxAttemptsProvider);
	}
	async acquireInitialRetryToken(retryTokenScope) {
		const token = await this.standardRetryStrategy.acquireInitialRetryToken(retryTokenScope);
		await this.rateLimiter.getSendToken();
		return token;
	}
	async refreshRetryTokenForRetry(tokenToRenew, errorInfo) {
		this.rateLimiter.updateClientSendingRate(errorInfo);
		const token = await this.standardRetryStrategy.refreshRetryTokenForRetry(tokenToRenew, errorInfo);
		await this.rateLimiter.getSendToken();
		return token;
	}
	recordSuccess(token) {
		this.rateLimiter.updateClientSendingRate({});
		this.standardRetryStrategy.recordSuccess(token);
	}
	async maxAttemptsProvider() {
		return this.standardRetryStrategy.maxAttempts();
	}
};
const ENV_MAX_ATTEMPTS = "AWS_MAX_ATTEMPTS";
const CONFIG_MAX_ATTEMPTS = "max_attempts";
const NODE_MAX_ATTEMPT_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => {
		const value = env[ENV_MAX_ATTEMPTS];
		if (!value) return;
		const maxAttempt = parseInt(value);
		if (Number.isNaN(maxAttempt)) throw new Error(`Environment variable ${ENV_MAX_ATTEMPTS} mast be a number, got "${value}"`);
		return maxAttempt;
	},
	configFileSelector: (profile) => {
		const value = profile[CONFIG_MAX_ATTEMPTS];
		if (!value) return;
		const maxAttempt = parseInt(value);
		if (Number.isNaN(maxAttempt)) throw new Error(`Shared config file entry ${CONFIG_MAX_ATTEMPTS} mast be a number, got "${value}"`);
		return maxAttempt;
	},
	default: 3
};
const resolveRetryConfig = (input, defaults) => {
	const { retryStrategy, retryMode } = input;
	const { defaultMaxAttempts = 3, defaultBaseDelay = Retry.delay() } = defaults ?? {};
	const maxAttemptsProvider = normalizeProvider$1(input.maxAttempts ?? defaultMaxAttempts);
	let controller = retryStrategy ? Promise.resolve(retryStrategy) : void 0;
	const getDefault = async () => {
		const maxAttempts = await maxAttemptsProvider();
		if (await normalizeProvider$1(retryMode)() === RETRY_MODES.ADAPTIVE) return new AdaptiveRetryStrategy(maxAttemptsProvider, {
			maxAttempts,
			baseDelay: defaultBaseDelay
		});
		return new StandardRetryStrategy({
			maxAttempts,
			baseDelay: defaultBaseDelay
		});
	};
	return Object.assign(input, {
		maxAttempts: maxAttemptsProvider,
		retryStrategy: () => controller ??= getDefault()
	});
};
const ENV_RETRY_MODE = "AWS_RETRY_MODE";
const CONFIG_RETRY_MODE = "retry_mode";
const NODE_RETRY_MODE_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => env[ENV_RETRY_MODE],
	configFileSelector: (profile) => profile[CONFIG_RETRY_MODE],
	default: DEFAULT_RETRY_MODE
};
const getRetryPlugin = bindGetRetryPlugin(isStreamingPayload);
// node_modules/@aws-sdk/core/
const ACCOUNT_ID_ENDPOINT_REGEX = /\d{12}\.ddb/;
async function checkFeatures(context, config, args) {
	if (args.request?.headers?.["smithy-protocol"] === "rpc-v2-cbor") setFeature$1(context, "PROTOCOL_RPC_V2_CBOR", "M");
	if (typeof config.retryStrategy === "function") {
		const retryStrategy = await config.retryStrategy();
		if (typeof retryStrategy.mode === "string") switch (retryStrategy.mode) {
			case RETRY_MODES.ADAPTIVE:
				setFeature$1(context, "RETRY_MODE_ADAPTIVE", "F");
				break;
			case RETRY_MODES.STANDARD: setFeature$1(context, "RETRY_MODE_STANDARD", "E");
		}
	}
	if (typeof config.accountIdEndpointMode === "function") {
		const endpointV2 = context.endpointV2;
		if (String(endpointV2?.url?.hostname).match(ACCOUNT_ID_ENDPOINT_REGEX)) setFeature$1(context, "ACCOUNT_ID_ENDPOINT", "O");
		switch (await config.accountIdEndpointMode?.()) {
			case "disabled":
				setFeature$1(context, "ACCOUNT_ID_MODE_DISABLED", "Q");
				break;
			case "preferred":
				setFeature$1(context, "ACCOUNT_ID_MODE_PREFERRED", "P");
				break;
			case "required": setFeature$1(context, "ACCOUNT_ID_MODE_REQUIRED", "R");
		}
	}
	const identity = context.__smithy_context?.selectedHttpAuthScheme?.identity;
	if (identity?.$source) {
		const credentials = identity;
		if (credentials.accountId) setFeature$1(context, "RESOLVED_ACCOUNT_ID", "T");
		for (const [key, value] of Object.entries(credentials.$source ?? {})) setFeature$1(context, key, value);
	}
}
const USER_AGENT = "user-agent";
const X_AMZ_USER_AGENT = "x-amz-user-agent";
const UA_NAME_ESCAPE_REGEX = /[^!$%&'*+\-.^_`|~\w]/g;
const UA_VALUE_ESCAPE_REGEX = /[^!$%&'*+\-.^_`|~\w#]/g;
const BYTE_LIMIT = 1024;
function encodeFeatures(features) {
	let buffer = "";
	for (const key in features) {
		const val = features[key];
		if (buffer.length + val.length + 1 <= BYTE_LIMIT) {
			if (buffer.length) buffer += "," + val;
			else buffer += val;
			continue;
		}
		break;
	}
	return buffer;
}
const userAgentMiddleware = (options) => (next, context) => async (args) => {
	const { request } = args;
	if (!HttpRequest.isInstance(request)) return next(args);
	const { headers } = request;
	const userAgent = context?.userAgent?.map(escapeUserAgent) || [];
	const defaultUserAgent = (await options.defaultUserAgentProvider()).map(escapeUserAgent);
	await checkFeatures(context, options, args);
	const awsContext = context;
	defaultUserAgent.push(`m/${encodeFeatures(Object.assign({}, context.__smithy_context?.features, awsContext.__aws_sdk_context?.features))}`);
	const customUserAgent = options?.customUserAgent?.map(escapeUserAgent) || [];
	const appId = await options.userAgentAppId();
	if (appId) defaultUserAgent.push(escapeUserAgent([`app`, `${appId}`]));
	const prefix = getUserAgentPrefix();
	const sdkUserAgentValue = (prefix ? [prefix] : []).concat([
		...defaultUserAgent,
		...userAgent,
		...customUserAgent
	]).join(" ");
	const normalUAValue = [...defaultUserAgent.filter((section) => section.startsWith("aws-sdk-")), ...customUserAgent].join(" ");
	if (options.runtime !== "browser") {
		if (normalUAValue) headers[X_AMZ_USER_AGENT] = headers["x-amz-user-agent"] ? `${headers[USER_AGENT]} ${normalUAValue}` : normalUAValue;
		headers[USER_AGENT] = sdkUserAgentValue;
	} else headers[X_AMZ_USER_AGENT] = sdkUserAgentValue;
	return next({
		...args,
		request
	});
};
const escapeUserAgent = (userAgentPair) => {
	const name = userAgentPair[0].split("/").map((part) => part.replace(UA_NAME_ESCAPE_REGEX, "-")).join("/");
	const version = userAgentPair[1]?.replace(UA_VALUE_ESCAPE_REGEX, "-");
	const prefixSeparatorIndex = name.indexOf("/");
	const prefix = name.substring(0, prefixSeparatorIndex);
	let uaName = name.substring(prefixSeparatorIndex + 1);
	if (prefix === "api") uaName = uaName.toLowerCase();
	return [
		prefix,
		uaName,
		version
	].filter((item) => item && item.length > 0).reduce((acc, item, index) => {
		switch (index) {
			case 0: return item;
			case 1: return `${acc}/${item}`;
			default: return `${acc}#${item}`;
		}
	}, "");
};
const getUserAgentMiddlewareOptions = {
	name: "getUserAgentMiddleware",
	step: "build",
	priority: "low",
	tags: ["SET_USER_AGENT", "USER_AGENT"],
	override: true
};
const getUserAgentPlugin = (config) => ({ applyToStack: (clientStack) => {
	clientStack.add(userAgentMiddleware(config), getUserAgentMiddlewareOptions);
} });
const getRuntimeUserAgentPair = () => {
	for (const runtime of [
		"deno",
		"bun",
		"llrt"
	]) if (external_node_process_namespaceObject.versions[runtime]) return [`md/${runtime}`, external_node_process_namespaceObject.versions[runtime]];
	return ["md/nodejs", external_node_process_namespaceObject.versions.node];
};
const crtAvailability = { isCrtAvailable: false };
const isCrtAvailable = () => {
	if (crtAvailability.isCrtAvailable) return ["md/crt-avail"];
	return null;
};
const createDefaultUserAgentProvider = ({ serviceId, clientVersion }) => {
	const runtimeUserAgentPair = getRuntimeUserAgentPair();
	return async (config) => {
		const sections = [
			["aws-sdk-js", clientVersion],
			["ua", "2.1"],
			[`os/${(0,external_node_os_.platform)()}`, (0,external_node_os_.release)()],
			["lang/js"],
			runtimeUserAgentPair
		];
		const crtAvailable = isCrtAvailable();
		if (crtAvailable) sections.push(crtAvailable);
		if (serviceId) sections.push([`api/${serviceId}`, clientVersion]);
		if (external_node_process_namespaceObject.env.AWS_EXECUTION_ENV) sections.push([`exec-env/${external_node_process_namespaceObject.env.AWS_EXECUTION_ENV}`]);
		const appId = await config?.userAgentAppId?.();
		return appId ? [...sections, [`app/${appId}`]] : [...sections];
	};
};
const UA_APP_ID_ENV_NAME = "AWS_SDK_UA_APP_ID";
const UA_APP_ID_INI_NAME_DEPRECATED = "sdk-ua-app-id";
const NODE_APP_ID_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => env[UA_APP_ID_ENV_NAME],
	configFileSelector: (profile) => profile["sdk_ua_app_id"] ?? profile[UA_APP_ID_INI_NAME_DEPRECATED],
	default: void 0
};
const isVirtualHostableS3Bucket = (value, allowSubDomains = false) => {
	if (allowSubDomains) {
		for (const label of value.split(".")) if (!isVirtualHostableS3Bucket(label)) return false;
		return true;
	}
	if (!isValidHostLabel(value)) return false;
	if (value.length < 3 || value.length > 63) return false;
	if (value !== value.toLowerCase()) return false;
	if (isIpAddress(value)) return false;
	return true;
};
const ARN_DELIMITER = ":";
const RESOURCE_DELIMITER = "/";
const parseArn = (value) => {
	const segments = value.split(ARN_DELIMITER);
	if (segments.length < 6) return null;
	const [arn, partition, service, region, accountId, ...resourcePath] = segments;
	if (arn !== "arn" || partition === "" || service === "" || resourcePath.join(ARN_DELIMITER) === "") return null;
	return {
		partition,
		service,
		region,
		accountId,
		resourceId: resourcePath.map((resource) => resource.split(RESOURCE_DELIMITER)).flat()
	};
};
const awsEndpointFunctions = {
	isVirtualHostableS3Bucket,
	parseArn,
	partition
};
customEndpointFunctions.aws = awsEndpointFunctions;
const getAwsRegionExtensionConfiguration = (runtimeConfig) => {
	return {
		setRegion(region) {
			runtimeConfig.region = region;
		},
		region() {
			return runtimeConfig.region;
		}
	};
};
const resolveAwsRegionExtensionConfiguration = (awsRegionExtensionConfiguration) => {
	return { region: awsRegionExtensionConfiguration.region() };
};
const getDateHeader = (response) => HttpResponse.isInstance(response) ? response.headers?.date ?? response.headers?.Date : void 0;
const getAgeHeader = (response) => HttpResponse.isInstance(response) ? response.headers?.age ?? response.headers?.Age : void 0;
const getSkewCorrectedDate = (systemClockOffset) => new Date(Date.now() + systemClockOffset);
const getUpdatedSystemClockOffset = (clockTime, currentSystemClockOffset, timeRequestSent, ageHeader) => {
	if (ageHeader !== void 0) return currentSystemClockOffset;
	const serverTime = Date.parse(clockTime);
	if (Number.isNaN(serverTime)) return currentSystemClockOffset;
	const timeResponseReceived = Date.now();
	if (timeRequestSent !== void 0 && timeResponseReceived - timeRequestSent > 9e5) return currentSystemClockOffset;
	return serverTime - timeResponseReceived;
};
const throwSigningPropertyError = (name, property) => {
	if (!property) throw new Error(`Property \`${name}\` is not resolved for AWS SDK SigV4Auth`);
	return property;
};
const hasEventStreamOutput = (signingProperties) => {
	return (signingProperties.context?.[SMITHY_CONTEXT_KEY]?.eventStream)?.output === true;
};
const validateSigningProperties = async (signingProperties) => {
	const context = throwSigningPropertyError("context", signingProperties.context);
	const config = throwSigningPropertyError("config", signingProperties.config);
	const authScheme = context.endpointV2?.properties?.authSchemes?.[0];
	return {
		config,
		signer: await throwSigningPropertyError("signer", config.signer)(authScheme),
		signingRegion: signingProperties?.signingRegion,
		signingRegionSet: signingProperties?.signingRegionSet,
		signingName: signingProperties?.signingName
	};
};
var AwsSdkSigV4Signer = class {
	async sign(httpRequest, identity, signingProperties) {
		if (!HttpRequest.isInstance(httpRequest)) throw new Error("The request is not an instance of `HttpRequest` and cannot be signed");
		const validatedProps = await validateSigningProperties(signingProperties);
		const { config, signer } = validatedProps;
		let { signingRegion, signingName } = validatedProps;
		const handlerExecutionContext = signingProperties.context;
		if (handlerExecutionContext?.authSchemes?.length ?? false) {
			const [first, second] = handlerExecutionContext.authSchemes;
			if (first?.name === "sigv4a" && second?.name === "sigv4") {
				signingRegion = second?.signingRegion ?? signingRegion;
				signingName = second?.signingName ?? signingName;
			}
		}
		const noSkewCorrection = await config.disableClockSkewCorrection?.() === true;
		signingProperties._disableClockSkewCorrection = noSkewCorrection;
		const skipSkewSampling = noSkewCorrection || hasEventStreamOutput(signingProperties);
		signingProperties._skipClockSkewSampling = skipSkewSampling;
		if (!skipSkewSampling) {
			signingProperties._preRequestSystemClockOffset = config.systemClockOffset;
			signingProperties._requestSentAt = Date.now();
		}
		return await signer.sign(httpRequest, {
			signingDate: noSkewCorrection ? /* @__PURE__ */ new Date() : getSkewCorrectedDate(config.systemClockOffset),
			signingRegion,
			signingService: signingName
		});
	}
	errorHandler(signingProperties) {
		return (error) => {
			const errorException = error;
			if (!signingProperties._skipClockSkewSampling && !signingProperties._disableClockSkewCorrection) {
				const serverTime = errorException.ServerTime ?? getDateHeader(errorException.$response);
				if (serverTime) {
					const config = throwSigningPropertyError("config", signingProperties.config);
					const preRequestOffset = signingProperties._preRequestSystemClockOffset;
					const timeRequestSent = signingProperties._requestSentAt;
					const ageHeader = getAgeHeader(errorException.$response);
					const newOffset = getUpdatedSystemClockOffset(serverTime, config.systemClockOffset, timeRequestSent, ageHeader);
					config.systemClockOffset = newOffset;
					if (Math.abs(newOffset) >= 24e4 && (newOffset !== preRequestOffset || preRequestOffset !== void 0 && preRequestOffset !== newOffset) && errorException.$metadata) errorException.$metadata.clockSkewCorrected = true;
				}
			}
			throw error;
		};
	}
	successHandler(httpResponse, signingProperties) {
		if (signingProperties._skipClockSkewSampling || signingProperties._disableClockSkewCorrection) return;
		const dateHeader = getDateHeader(httpResponse);
		if (dateHeader) {
			const config = throwSigningPropertyError("config", signingProperties.config);
			const timeRequestSent = signingProperties._requestSentAt;
			const ageHeader = getAgeHeader(httpResponse);
			config.systemClockOffset = getUpdatedSystemClockOffset(dateHeader, config.systemClockOffset, timeRequestSent, ageHeader);
		}
	}
};
const getArrayForCommaSeparatedString = (str) => typeof str === "string" && str.length > 0 ? str.split(",").map((item) => item.trim()) : [];
const getBearerTokenEnvKey = (signingName) => `AWS_BEARER_TOKEN_${signingName.replace(/[\s-]/g, "_").toUpperCase()}`;
const NODE_AUTH_SCHEME_PREFERENCE_ENV_KEY = "AWS_AUTH_SCHEME_PREFERENCE";
const NODE_AUTH_SCHEME_PREFERENCE_CONFIG_KEY = "auth_scheme_preference";
const NODE_AUTH_SCHEME_PREFERENCE_OPTIONS = {
	environmentVariableSelector: (env, options) => {
		if (options?.signingName) {
			if (getBearerTokenEnvKey(options.signingName) in env) return ["httpBearerAuth"];
		}
		if (!(NODE_AUTH_SCHEME_PREFERENCE_ENV_KEY in env)) return;
		return getArrayForCommaSeparatedString(env[NODE_AUTH_SCHEME_PREFERENCE_ENV_KEY]);
	},
	configFileSelector: (profile) => {
		if (!(NODE_AUTH_SCHEME_PREFERENCE_CONFIG_KEY in profile)) return;
		return getArrayForCommaSeparatedString(profile[NODE_AUTH_SCHEME_PREFERENCE_CONFIG_KEY]);
	},
	default: []
};
// node_modules/@smithy/signature-v4/
var HeaderFormatter = class {
	format(headers) {
		const chunks = [];
		for (const headerName in headers) {
			if (!hasOwn(headers, headerName)) continue;
			const bytes = fromUtf8$1(headerName);
			chunks.push(Uint8Array.from([bytes.byteLength]), bytes, this.formatHeaderValue(headers[headerName]));
		}
		const out = new Uint8Array(chunks.reduce((carry, bytes) => carry + bytes.byteLength, 0));
		let position = 0;
		for (const chunk of chunks) {
			out.set(chunk, position);
			position += chunk.byteLength;
		}
		return out;
	}
	formatHeaderValue(header) {
		switch (header.type) {
			case "boolean": return Uint8Array.from([header.value ? 0 : 1]);
			case "byte": return Uint8Array.from([2, header.value]);
			case "short":
				const shortView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(3));
				shortView.setUint8(0, 3);
				shortView.setInt16(1, header.value, false);
				return new Uint8Array(shortView.buffer);
			case "integer":
				const intView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(5));
				intView.setUint8(0, 4);
				intView.setInt32(1, header.value, false);
				return new Uint8Array(intView.buffer);
			case "long":
				const longBytes = /* @__PURE__ */ new Uint8Array(9);
				longBytes[0] = 5;
				longBytes.set(header.value.bytes, 1);
				return longBytes;
			case "binary":
				const binView = new DataView(new ArrayBuffer(3 + header.value.byteLength));
				binView.setUint8(0, 6);
				binView.setUint16(1, header.value.byteLength, false);
				const binBytes = new Uint8Array(binView.buffer);
				binBytes.set(header.value, 3);
				return binBytes;
			case "string":
				const utf8Bytes = fromUtf8$1(header.value);
				const strView = new DataView(new ArrayBuffer(3 + utf8Bytes.byteLength));
				strView.setUint8(0, 7);
				strView.setUint16(1, utf8Bytes.byteLength, false);
				const strBytes = new Uint8Array(strView.buffer);
				strBytes.set(utf8Bytes, 3);
				return strBytes;
			case "timestamp":
				const tsBytes = /* @__PURE__ */ new Uint8Array(9);
				tsBytes[0] = 8;
				tsBytes.set(Int64.fromNumber(header.value.valueOf()).bytes, 1);
				return tsBytes;
			case "uuid":
				if (!UUID_PATTERN.test(header.value)) throw new Error(`Invalid UUID received: ${header.value}`);
				const uuidBytes = /* @__PURE__ */ new Uint8Array(17);
				uuidBytes[0] = 9;
				uuidBytes.set(fromHex(header.value.replace(/-/g, "")), 1);
				return uuidBytes;
		}
	}
};
var HEADER_VALUE_TYPE;
(function(HEADER_VALUE_TYPE) {
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["boolTrue"] = 0] = "boolTrue";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["boolFalse"] = 1] = "boolFalse";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["byte"] = 2] = "byte";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["short"] = 3] = "short";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["integer"] = 4] = "integer";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["long"] = 5] = "long";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["byteArray"] = 6] = "byteArray";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["string"] = 7] = "string";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["timestamp"] = 8] = "timestamp";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["uuid"] = 9] = "uuid";
})(HEADER_VALUE_TYPE || (HEADER_VALUE_TYPE = {}));
const UUID_PATTERN = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/;
var Int64 = class Int64 {
	bytes;
	constructor(bytes) {
		this.bytes = bytes;
		if (bytes.byteLength !== 8) throw new Error("Int64 buffers must be exactly 8 bytes");
	}
	static fromNumber(number) {
		if (number > 0x8000000000000000 || number < -0x8000000000000000) throw new Error(`${number} is too large (or, if negative, too small) to represent as an Int64`);
		const bytes = /* @__PURE__ */ new Uint8Array(8);
		for (let i = 7, remaining = Math.abs(Math.round(number)); i > -1 && remaining > 0; i--, remaining /= 256) bytes[i] = remaining;
		if (number < 0) negate(bytes);
		return new Int64(bytes);
	}
	valueOf() {
		const bytes = this.bytes.slice(0);
		const negative = bytes[0] & 128;
		if (negative) negate(bytes);
		return parseInt(toHex(bytes), 16) * (negative ? -1 : 1);
	}
	toString() {
		return String(this.valueOf());
	}
};
function negate(bytes) {
	for (let i = 0; i < 8; i++) bytes[i] ^= 255;
	for (let i = 7; i > -1; i--) {
		bytes[i]++;
		if (bytes[i] !== 0) break;
	}
}
const ALGORITHM_QUERY_PARAM = "X-Amz-Algorithm";
const CREDENTIAL_QUERY_PARAM = "X-Amz-Credential";
const AMZ_DATE_QUERY_PARAM = "X-Amz-Date";
const SIGNED_HEADERS_QUERY_PARAM = "X-Amz-SignedHeaders";
const EXPIRES_QUERY_PARAM = "X-Amz-Expires";
const SIGNATURE_QUERY_PARAM = "X-Amz-Signature";
const TOKEN_QUERY_PARAM = "X-Amz-Security-Token";
const AUTH_HEADER = "authorization";
const AMZ_DATE_HEADER = AMZ_DATE_QUERY_PARAM.toLowerCase();
const GENERATED_HEADERS = [
	AUTH_HEADER,
	AMZ_DATE_HEADER,
	"date"
];
SIGNATURE_QUERY_PARAM.toLowerCase();
const SHA256_HEADER = "x-amz-content-sha256";
const TOKEN_HEADER = TOKEN_QUERY_PARAM.toLowerCase();
const ALWAYS_UNSIGNABLE_HEADERS = {
	authorization: true,
	"cache-control": true,
	connection: true,
	expect: true,
	from: true,
	"keep-alive": true,
	"max-forwards": true,
	pragma: true,
	referer: true,
	te: true,
	trailer: true,
	"transfer-encoding": true,
	upgrade: true,
	"user-agent": true,
	"x-amzn-trace-id": true
};
const PROXY_HEADER_PATTERN = /^proxy-/;
const SEC_HEADER_PATTERN = /^sec-/;
const ALGORITHM_IDENTIFIER = "AWS4-HMAC-SHA256";
const EVENT_ALGORITHM_IDENTIFIER = "AWS4-HMAC-SHA256-PAYLOAD";
const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
const KEY_TYPE_IDENTIFIER = "aws4_request";
const getCanonicalQuery = ({ query = {} }) => {
	const keys = [];
	const serialized = {};
	for (const key in query) {
		if (!hasOwn(query, key)) continue;
		if (key.toLowerCase() === "x-amz-signature") continue;
		const encodedKey = escapeUri(key);
		keys.push(encodedKey);
		const value = query[key];
		if (typeof value === "string") serialized[encodedKey] = `${encodedKey}=${escapeUri(value)}`;
		else if (Array.isArray(value)) serialized[encodedKey] = value.slice(0).reduce((encoded, value) => encoded.concat([`${encodedKey}=${escapeUri(value)}`]), []).sort().join("&");
	}
	return keys.sort().map((key) => serialized[key]).filter((serialized) => serialized).join("&");
};
const iso8601 = (time) => toDate(time).toISOString().replace(/\.\d{3}Z$/, "Z");
const toDate = (time) => {
	if (typeof time === "number") return /* @__PURE__ */ new Date(time * 1e3);
	if (typeof time === "string") {
		if (Number(time)) return /* @__PURE__ */ new Date(Number(time) * 1e3);
		return new Date(time);
	}
	return time;
};
var SignatureV4Base = class {
	service;
	regionProvider;
	credentialProvider;
	sha256;
	uriEscapePath;
	applyChecksum;
	constructor({ applyChecksum, credentials, region, service, sha256, uriEscapePath = true }) {
		this.service = service;
		this.sha256 = sha256;
		this.uriEscapePath = uriEscapePath;
		this.applyChecksum = typeof applyChecksum === "boolean" ? applyChecksum : true;
		this.regionProvider = normalizeProvider$1(region);
		this.credentialProvider = normalizeProvider$1(credentials);
	}
	createCanonicalRequest(request, canonicalHeaders, payloadHash) {
		const sortedHeaders = Object.keys(canonicalHeaders).sort();
		return `${request.method}
${this.getCanonicalPath(request)}
${getCanonicalQuery(request)}
${sortedHeaders.map((name) => `${name}:${canonicalHeaders[name]}`).join("\n")}

${sortedHeaders.join(";")}
${payloadHash}`;
	}
	async createStringToSign(longDate, credentialScope, canonicalRequest, algorithmIdentifier) {
		const hash = new this.sha256();
		hash.update(toUint8Array(canonicalRequest));
		return `${algorithmIdentifier}
${longDate}
${credentialScope}
${toHex(await hash.digest())}`;
	}
	getCanonicalPath({ path }) {
		if (this.uriEscapePath) {
			const normalizedPathSegments = [];
			for (const pathSegment of path.split("/")) {
				if (pathSegment?.length === 0) continue;
				if (pathSegment === ".") continue;
				if (pathSegment === "..") normalizedPathSegments.pop();
				else normalizedPathSegments.push(pathSegment);
			}
			const normalizedPath = `${path?.startsWith("/") ? "/" : ""}${normalizedPathSegments.join("/")}${normalizedPathSegments.length > 0 && path?.endsWith("/") ? "/" : ""}`;
			return escapeUri(normalizedPath).replace(/%2F/g, "/");
		}
		return path;
	}
	validateResolvedCredentials(credentials) {
		if (typeof credentials !== "object" || typeof credentials.accessKeyId !== "string" || typeof credentials.secretAccessKey !== "string") throw new Error("Resolved credential object is not valid");
	}
	formatDate(now) {
		const longDate = iso8601(now).replace(/[-:]/g, "");
		return {
			longDate,
			shortDate: longDate.slice(0, 8)
		};
	}
	getCanonicalHeaderList(headers) {
		return Object.keys(headers).sort().join(";");
	}
};
const signingKeyCache = {};
const cacheQueue = [];
const createScope = (shortDate, region, service) => `${shortDate}/${region}/${service}/${KEY_TYPE_IDENTIFIER}`;
const getSigningKey = async (sha256Constructor, credentials, shortDate, region, service) => {
	const cacheKey = `${shortDate}:${region}:${service}:${toHex(await hmac(sha256Constructor, credentials.secretAccessKey, credentials.accessKeyId))}:${credentials.sessionToken}`;
	if (cacheKey in signingKeyCache) return signingKeyCache[cacheKey];
	cacheQueue.push(cacheKey);
	while (cacheQueue.length > 50) delete signingKeyCache[cacheQueue.shift()];
	let key = `AWS4${credentials.secretAccessKey}`;
	for (const signable of [
		shortDate,
		region,
		service,
		KEY_TYPE_IDENTIFIER
	]) key = await hmac(sha256Constructor, key, signable);
	return signingKeyCache[cacheKey] = key;
};
const hmac = (ctor, secret, data) => {
	const hash = new ctor(secret);
	hash.update(toUint8Array(data));
	return hash.digest();
};
const getCanonicalHeaders = ({ headers }, unsignableHeaders, signableHeaders) => {
	const canonical = {};
	for (const headerName of Object.keys(headers).sort()) {
		if (headers[headerName] == void 0) continue;
		const canonicalHeaderName = headerName.toLowerCase();
		if (hasOwn(ALWAYS_UNSIGNABLE_HEADERS, canonicalHeaderName) || unsignableHeaders?.has(canonicalHeaderName) || PROXY_HEADER_PATTERN.test(canonicalHeaderName) || SEC_HEADER_PATTERN.test(canonicalHeaderName)) {
			if (!signableHeaders || signableHeaders && !signableHeaders.has(canonicalHeaderName)) continue;
		}
		if (canonicalHeaderName === "__proto__") writeKey$2(canonical);
		canonical[canonicalHeaderName] = headers[headerName].replace(/[\r\n]/g, " ").replace(/[ \t]+/g, " ").replace(/^ | $/g, "");
	}
	return canonical;
};
const getPayloadHash = async ({ headers, body }, hashConstructor) => {
	for (const headerName in headers) {
		if (!hasOwn(headers, headerName)) continue;
		if (headerName.toLowerCase() === "x-amz-content-sha256") return headers[headerName];
	}
	if (body == void 0) return "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	else if (typeof body === "string" || ArrayBuffer.isView(body) || isArrayBuffer(body)) {
		const hashCtor = new hashConstructor();
		hashCtor.update(toUint8Array(body));
		return toHex(await hashCtor.digest());
	}
	return UNSIGNED_PAYLOAD;
};
const hasHeader = (soughtHeader, headers) => {
	soughtHeader = soughtHeader.toLowerCase();
	for (const headerName in headers) {
		if (!hasOwn(headers, headerName)) continue;
		if (soughtHeader === headerName.toLowerCase()) return true;
	}
	return false;
};
const moveHeadersToQuery = (request, options = {}) => {
	const { headers, query = {} } = HttpRequest.clone(request);
	for (const name in headers) {
		if (!hasOwn(headers, name)) continue;
		const lname = name.toLowerCase();
		if (lname.slice(0, 6) === "x-amz-" && !options.unhoistableHeaders?.has(lname) || options.hoistableHeaders?.has(lname)) {
			query[name] = headers[name];
			delete headers[name];
		}
	}
	return {
		...request,
		headers,
		query
	};
};
const prepareRequest = (request) => {
	request = HttpRequest.clone(request);
	for (const headerName in request.headers) {
		if (!hasOwn(request.headers, headerName)) continue;
		if (GENERATED_HEADERS.indexOf(headerName.toLowerCase()) > -1) delete request.headers[headerName];
	}
	return request;
};
var SignatureV4 = class extends SignatureV4Base {
	headerFormatter = new HeaderFormatter();
	constructor({ applyChecksum, credentials, region, service, sha256, uriEscapePath = true }) {
		super({
			applyChecksum,
			credentials,
			region,
			service,
			sha256,
			uriEscapePath
		});
	}
	async presign(originalRequest, options = {}) {
		const { signingDate = /* @__PURE__ */ new Date(), expiresIn = 3600, unsignableHeaders, unhoistableHeaders, signableHeaders, hoistableHeaders, signingRegion, signingService } = options;
		const credentials = await this.credentialProvider();
		this.validateResolvedCredentials(credentials);
		const region = signingRegion ?? await this.regionProvider();
		const { longDate, shortDate } = this.formatDate(signingDate);
		if (expiresIn > 604800) return Promise.reject("Signature version 4 presigned URLs must have an expiration date less than one week in the future");
		const scope = createScope(shortDate, region, signingService ?? this.service);
		const request = moveHeadersToQuery(prepareRequest(originalRequest), {
			unhoistableHeaders,
			hoistableHeaders
		});
		if (credentials.sessionToken) request.query[TOKEN_QUERY_PARAM] = credentials.sessionToken;
		request.query[ALGORITHM_QUERY_PARAM] = ALGORITHM_IDENTIFIER;
		request.query[CREDENTIAL_QUERY_PARAM] = `${credentials.accessKeyId}/${scope}`;
		request.query[AMZ_DATE_QUERY_PARAM] = longDate;
		request.query[EXPIRES_QUERY_PARAM] = expiresIn.toString(10);
		const canonicalHeaders = getCanonicalHeaders(request, unsignableHeaders, signableHeaders);
		request.query[SIGNED_HEADERS_QUERY_PARAM] = this.getCanonicalHeaderList(canonicalHeaders);
		request.query[SIGNATURE_QUERY_PARAM] = await this.getSignature(longDate, scope, this.getSigningKey(credentials, region, shortDate, signingService), this.createCanonicalRequest(request, canonicalHeaders, await getPayloadHash(originalRequest, this.sha256)));
		return request;
	}
	async sign(toSign, options) {
		if (typeof toSign === "string") return this.signString(toSign, options);
		else if (toSign.headers && toSign.payload) return this.signEvent(toSign, options);
		else if (toSign.message) return this.signMessage(toSign, options);
		else return this.signRequest(toSign, options);
	}
	async signEvent({ headers, payload }, { signingDate = /* @__PURE__ */ new Date(), priorSignature, signingRegion, signingService, eventStreamCredentials }) {
		const region = signingRegion ?? await this.regionProvider();
		const { shortDate, longDate } = this.formatDate(signingDate);
		const scope = createScope(shortDate, region, signingService ?? this.service);
		const hashedPayload = await getPayloadHash({
			headers: {},
			body: payload
		}, this.sha256);
		const hash = new this.sha256();
		hash.update(headers);
		const hashedHeaders = toHex(await hash.digest());
		const stringToSign = [
			EVENT_ALGORITHM_IDENTIFIER,
			longDate,
			scope,
			priorSignature,
			hashedHeaders,
			hashedPayload
		].join("\n");
		return this.signString(stringToSign, {
			signingDate,
			signingRegion: region,
			signingService,
			eventStreamCredentials
		});
	}
	async signMessage(signableMessage, { signingDate = /* @__PURE__ */ new Date(), signingRegion, signingService, eventStreamCredentials }) {
		return this.signEvent({
			headers: this.headerFormatter.format(signableMessage.message.headers),
			payload: signableMessage.message.body
		}, {
			signingDate,
			signingRegion,
			signingService,
			priorSignature: signableMessage.priorSignature,
			eventStreamCredentials
		}).then((signature) => {
			return {
				message: signableMessage.message,
				signature
			};
		});
	}
	async signString(stringToSign, { signingDate = /* @__PURE__ */ new Date(), signingRegion, signingService, eventStreamCredentials } = {}) {
		const credentials = eventStreamCredentials ?? await this.credentialProvider();
		this.validateResolvedCredentials(credentials);
		const region = signingRegion ?? await this.regionProvider();
		const { shortDate } = this.formatDate(signingDate);
		const hash = new this.sha256(await this.getSigningKey(credentials, region, shortDate, signingService));
		hash.update(toUint8Array(stringToSign));
		return toHex(await hash.digest());
	}
	async signRequest(requestToSign, { signingDate = /* @__PURE__ */ new Date(), signableHeaders, unsignableHeaders, signingRegion, signingService } = {}) {
		const credentials = await this.credentialProvider();
		this.validateResolvedCredentials(credentials);
		const region = signingRegion ?? await this.regionProvider();
		const request = prepareRequest(requestToSign);
		const { longDate, shortDate } = this.formatDate(signingDate);
		const scope = createScope(shortDate, region, signingService ?? this.service);
		request.headers[AMZ_DATE_HEADER] = longDate;
		if (credentials.sessionToken) request.headers[TOKEN_HEADER] = credentials.sessionToken;
		const payloadHash = await getPayloadHash(request, this.sha256);
		if (!hasHeader("x-amz-content-sha256", request.headers) && this.applyChecksum) request.headers[SHA256_HEADER] = payloadHash;
		const canonicalHeaders = getCanonicalHeaders(request, unsignableHeaders, signableHeaders);
		const signature = await this.getSignature(longDate, scope, this.getSigningKey(credentials, region, shortDate, signingService), this.createCanonicalRequest(request, canonicalHeaders, payloadHash));
		request.headers[AUTH_HEADER] = `${ALGORITHM_IDENTIFIER} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${this.getCanonicalHeaderList(canonicalHeaders)}, Signature=${signature}`;
		return request;
	}
	async getSignature(longDate, credentialScope, keyPromise, canonicalRequest) {
		const stringToSign = await this.createStringToSign(longDate, credentialScope, canonicalRequest, ALGORITHM_IDENTIFIER);
		const hash = new this.sha256(await keyPromise);
		hash.update(toUint8Array(stringToSign));
		return toHex(await hash.digest());
	}
	getSigningKey(credentials, region, shortDate, service) {
		return getSigningKey(this.sha256, credentials, shortDate, region, service || this.service);
	}
};
// node_modules/@aws-sdk/core/
const bindResolveAwsSdkSigV4Config = (defaultDisableClockSkewCorrection) => (config) => {
	let inputCredentials = config.credentials;
	let isUserSupplied = !!config.credentials;
	let resolvedCredentials = void 0;
	Object.defineProperty(config, "credentials", {
		set(credentials) {
			if (credentials && credentials !== inputCredentials && credentials !== resolvedCredentials) isUserSupplied = true;
			inputCredentials = credentials;
			const boundProvider = bindCallerConfig(config, normalizeCredentialProvider(config, {
				credentials: inputCredentials,
				credentialDefaultProvider: config.credentialDefaultProvider
			}));
			if (isUserSupplied && !boundProvider.attributed) {
				const isCredentialObject = typeof inputCredentials === "object" && inputCredentials !== null;
				resolvedCredentials = async (options) => {
					const attributedCreds = await boundProvider(options);
					if (isCredentialObject && (!attributedCreds.$source || Object.keys(attributedCreds.$source).length === 0)) return setCredentialFeature(attributedCreds, "CREDENTIALS_CODE", "e");
					return attributedCreds;
				};
				resolvedCredentials.memoized = boundProvider.memoized;
				resolvedCredentials.configBound = boundProvider.configBound;
				resolvedCredentials.attributed = true;
			} else resolvedCredentials = boundProvider;
		},
		get() {
			return resolvedCredentials;
		},
		enumerable: true,
		configurable: true
	});
	config.credentials = inputCredentials;
	const { signingEscapePath = true, systemClockOffset = config.systemClockOffset || 0, sha256 } = config;
	let signer;
	if (config.signer) signer = normalizeProvider(config.signer);
	else if (config.regionInfoProvider) signer = () => normalizeProvider(config.region)().then(async (region) => [await config.regionInfoProvider(region, {
		useFipsEndpoint: await config.useFipsEndpoint(),
		useDualstackEndpoint: await config.useDualstackEndpoint()
	}) || {}, region]).then(([regionInfo, region]) => {
		const { signingRegion, signingService } = regionInfo;
		config.signingRegion = config.signingRegion || signingRegion || region;
		config.signingName = config.signingName || signingService || config.serviceId;
		const params = {
			...config,
			credentials: config.credentials,
			region: config.signingRegion,
			service: config.signingName,
			sha256,
			uriEscapePath: signingEscapePath
		};
		return new (config.signerConstructor || SignatureV4)(params);
	});
	else signer = async (authScheme) => {
		authScheme = Object.assign({}, {
			name: "sigv4",
			signingName: config.signingName || config.defaultSigningName,
			signingRegion: await normalizeProvider(config.region)(),
			properties: {}
		}, authScheme);
		const signingRegion = authScheme.signingRegion;
		const signingService = authScheme.signingName;
		config.signingRegion = config.signingRegion || signingRegion;
		config.signingName = config.signingName || signingService || config.serviceId;
		const params = {
			...config,
			credentials: config.credentials,
			region: config.signingRegion,
			service: config.signingName,
			sha256,
			uriEscapePath: signingEscapePath
		};
		return new (config.signerConstructor || SignatureV4)(params);
	};
	return Object.assign(config, {
		systemClockOffset,
		signingEscapePath,
		signer,
		disableClockSkewCorrection: normalizeProvider(config.disableClockSkewCorrection ?? defaultDisableClockSkewCorrection)
	});
};
function normalizeCredentialProvider(config, { credentials, credentialDefaultProvider }) {
	let credentialsProvider;
	if (credentials) {
		if (!credentials?.memoized) credentialsProvider = memoizeIdentityProvider(credentials, isIdentityExpired, doesIdentityRequireRefresh);
		else credentialsProvider = credentials;
	} else if (credentialDefaultProvider) credentialsProvider = normalizeProvider(credentialDefaultProvider(Object.assign({}, config, { parentClientConfig: config })));
	else credentialsProvider = async () => {
		throw new Error("@aws-sdk/core::resolveAwsSdkSigV4Config - `credentials` not provided and no credentialDefaultProvider was configured.");
	};
	credentialsProvider.memoized = true;
	return credentialsProvider;
}
function bindCallerConfig(config, credentialsProvider) {
	if (credentialsProvider.configBound) return credentialsProvider;
	const fn = async (options) => credentialsProvider({
		...options,
		callerClientConfig: config
	});
	fn.memoized = credentialsProvider.memoized;
	fn.configBound = true;
	return fn;
}
const ENV_DISABLE_CLOCK_SKEW_CORRECTION = "AWS_DISABLE_CLOCK_SKEW_CORRECTION";
const CONFIG_DISABLE_CLOCK_SKEW_CORRECTION = "disable_clock_skew_correction";
const resolveAwsSdkSigV4Config = bindResolveAwsSdkSigV4Config(loadConfig({
	environmentVariableSelector: (env) => booleanSelector(env, ENV_DISABLE_CLOCK_SKEW_CORRECTION, SelectorType.ENV),
	configFileSelector: (profile) => booleanSelector(profile, CONFIG_DISABLE_CLOCK_SKEW_CORRECTION, SelectorType.CONFIG),
	default: false
}));
// node_modules/@aws-sdk/client-auto-scaling/
const defaultAutoScalingHttpAuthSchemeParametersProvider = async (config, context, input) => {
	return {
		operation: getSmithyContext(context).operation,
		region: await normalizeProvider$1(config.region)() || (() => {
			throw new Error("expected `region` to be configured for `aws.auth#sigv4`");
		})()
	};
};
function createAwsAuthSigv4HttpAuthOption(authParameters) {
	return {
		schemeId: "aws.auth#sigv4",
		signingProperties: {
			name: "autoscaling",
			region: authParameters.region
		},
		propertiesExtractor: (config, context) => ({ signingProperties: {
			config,
			context
		} })
	};
}
const defaultAutoScalingHttpAuthSchemeProvider = (authParameters) => {
	const options = [];
	switch (authParameters.operation) {
		default: options.push(createAwsAuthSigv4HttpAuthOption(authParameters));
	}
	return options;
};
const resolveHttpAuthSchemeConfig = (config) => {
	const config_0 = resolveAwsSdkSigV4Config(config);
	return Object.assign(config_0, { authSchemePreference: normalizeProvider$1(config.authSchemePreference ?? []) });
};
const resolveClientEndpointParameters = (options) => {
	return Object.assign(options, {
		useDualstackEndpoint: options.useDualstackEndpoint ?? false,
		useFipsEndpoint: options.useFipsEndpoint ?? false,
		defaultSigningName: "autoscaling"
	});
};
const commonParams = {
	UseFIPS: {
		type: "builtInParams",
		name: "useFipsEndpoint"
	},
	Endpoint: {
		type: "builtInParams",
		name: "endpoint"
	},
	Region: {
		type: "builtInParams",
		name: "region"
	},
	UseDualStack: {
		type: "builtInParams",
		name: "useDualstackEndpoint"
	}
};
var version = "3.1169.0";
// node_modules/@aws-sdk/credential-provider-env/
const ENV_KEY = "AWS_ACCESS_KEY_ID";
const ENV_SECRET = "AWS_SECRET_ACCESS_KEY";
const ENV_SESSION = "AWS_SESSION_TOKEN";
const ENV_EXPIRATION = "AWS_CREDENTIAL_EXPIRATION";
const ENV_CREDENTIAL_SCOPE = "AWS_CREDENTIAL_SCOPE";
const ENV_ACCOUNT_ID = "AWS_ACCOUNT_ID";
const fromEnv = (init) => async () => {
	init?.logger?.debug("@aws-sdk/credential-provider-env - fromEnv");
	const accessKeyId = process.env[ENV_KEY];
	const secretAccessKey = process.env[ENV_SECRET];
	const sessionToken = process.env[ENV_SESSION];
	const expiry = process.env[ENV_EXPIRATION];
	const credentialScope = process.env[ENV_CREDENTIAL_SCOPE];
	const accountId = process.env[ENV_ACCOUNT_ID];
	if (accessKeyId && secretAccessKey) {
		const credentials = {
			accessKeyId,
			secretAccessKey,
			...sessionToken && { sessionToken },
			...expiry && { expiration: new Date(expiry) },
			...credentialScope && { credentialScope },
			...accountId && { accountId }
		};
		setCredentialFeature(credentials, "CREDENTIALS_ENV_VARS", "g");
		return credentials;
	}
	throw new CredentialsProviderError("Unable to find environment variable credentials.", { logger: init?.logger });
};
const remoteProvider = async (init) => {
	const { ENV_CMDS_FULL_URI, ENV_CMDS_RELATIVE_URI, fromContainerMetadata, fromInstanceMetadata } = await __nccwpck_require__.e(/* import() */ 953).then(__nccwpck_require__.bind(__nccwpck_require__, 7953));
	if (process.env[ENV_CMDS_RELATIVE_URI] || process.env[ENV_CMDS_FULL_URI]) {
		init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromHttp/fromContainerMetadata");
		const { fromHttp } = await __nccwpck_require__.e(/* import() */ 420).then(__nccwpck_require__.bind(__nccwpck_require__, 2039));
		return chain(fromHttp(init), fromContainerMetadata(init));
	}
	if (process.env["AWS_EC2_METADATA_DISABLED"] && process.env["AWS_EC2_METADATA_DISABLED"] !== "false") return async () => {
		throw new CredentialsProviderError("EC2 Instance Metadata Service access disabled", { logger: init.logger });
	};
	init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromInstanceMetadata");
	return fromInstanceMetadata(init);
};
// node_modules/@aws-sdk/credential-provider-node/
function memoizeChain(providers, treatAsExpired) {
	const chain = internalCreateChain(providers);
	let activeLock;
	let passiveLock;
	let credentials;
	let forceRefreshLock;
	const provider = async (options) => {
		if (options?.forceRefresh) {
			if (!forceRefreshLock) forceRefreshLock = chain(options).then((c) => {
				credentials = c;
			}).finally(() => {
				forceRefreshLock = void 0;
			});
			await forceRefreshLock;
			return credentials;
		}
		if (credentials?.expiration) {
			if (credentials?.expiration?.getTime() < Date.now()) credentials = void 0;
		}
		if (activeLock) await activeLock;
		else if (!credentials || treatAsExpired?.(credentials)) {
			if (credentials) {
				if (!passiveLock) passiveLock = chain(options).then((c) => {
					credentials = c;
				}).catch(() => {}).finally(() => {
					passiveLock = void 0;
				});
			} else {
				activeLock = chain(options).then((c) => {
					credentials = c;
				}).finally(() => {
					activeLock = void 0;
				});
				return provider(options);
			}
		}
		return credentials;
	};
	return provider;
}
const internalCreateChain = (providers) => async (awsIdentityProperties) => {
	let lastProviderError;
	for (const provider of providers) try {
		return await provider(awsIdentityProperties);
	} catch (err) {
		lastProviderError = err;
		if (err?.tryNextLink) continue;
		throw err;
	}
	throw lastProviderError;
};
let multipleCredentialSourceWarningEmitted = false;
const defaultProvider = (init = {}) => memoizeChain([
	async () => {
		if (init.profile ?? process.env["AWS_PROFILE"]) {
			if (process.env["AWS_ACCESS_KEY_ID"] && process.env["AWS_SECRET_ACCESS_KEY"]) {
				if (!multipleCredentialSourceWarningEmitted) {
					(init.logger?.warn && init.logger?.constructor?.name !== "NoOpLogger" ? init.logger.warn.bind(init.logger) : console.warn)(`@aws-sdk/credential-provider-node - defaultProvider::fromEnv WARNING:
    Multiple credential sources detected: 
    Both AWS_PROFILE and the pair AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY static credentials are set.
    This SDK will proceed with the AWS_PROFILE value.
    
    However, a future version may change this behavior to prefer the ENV static credentials.
    Please ensure that your environment only sets either the AWS_PROFILE or the
    AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY pair.
`);
					multipleCredentialSourceWarningEmitted = true;
				}
			}
			throw new CredentialsProviderError("AWS_PROFILE is set, skipping fromEnv provider.", {
				logger: init.logger,
				tryNextLink: true
			});
		}
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromEnv");
		return fromEnv(init)();
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromSSO");
		const { ssoStartUrl, ssoAccountId, ssoRegion, ssoRoleName, ssoSession } = init;
		if (!ssoStartUrl && !ssoAccountId && !ssoRegion && !ssoRoleName && !ssoSession) throw new CredentialsProviderError("Skipping SSO provider in default chain (inputs do not include SSO fields).", { logger: init.logger });
		const { fromSSO } = await __nccwpck_require__.e(/* import() */ 475).then(__nccwpck_require__.bind(__nccwpck_require__, 9475));
		return fromSSO(init)(awsIdentityProperties);
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromIni");
		const { fromIni } = await __nccwpck_require__.e(/* import() */ 358).then(__nccwpck_require__.bind(__nccwpck_require__, 2358));
		return fromIni(init)(awsIdentityProperties);
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromProcess");
		const { fromProcess } = await __nccwpck_require__.e(/* import() */ 364).then(__nccwpck_require__.bind(__nccwpck_require__, 364));
		return fromProcess(init)(awsIdentityProperties);
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromTokenFile");
		const { fromTokenFile } = await __nccwpck_require__.e(/* import() */ 66).then(__nccwpck_require__.bind(__nccwpck_require__, 66));
		return fromTokenFile(init)(awsIdentityProperties);
	},
	async () => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::remoteProvider");
		return (await remoteProvider(init))();
	},
	async () => {
		throw new CredentialsProviderError("Could not load credentials from any providers", {
			tryNextLink: false,
			logger: init.logger
		});
	}
], credentialsTreatedAsExpired);
const credentialsTreatedAsExpired = (credentials) => credentials?.expiration !== void 0 && credentials.expiration.getTime() - Date.now() < 3e5;
// node_modules/@smithy/node-http-handler/
function buildAbortError(abortSignal) {
	const reason = abortSignal && typeof abortSignal === "object" && "reason" in abortSignal ? abortSignal.reason : void 0;
	if (reason) {
		if (reason instanceof Error) {
			const abortError = /* @__PURE__ */ new Error("Request aborted");
			abortError.name = "AbortError";
			abortError.cause = reason;
			return abortError;
		}
		const abortError = new Error(String(reason));
		abortError.name = "AbortError";
		return abortError;
	}
	const abortError = /* @__PURE__ */ new Error("Request aborted");
	abortError.name = "AbortError";
	return abortError;
}
const NODEJS_TIMEOUT_ERROR_CODES = [
	"ECONNRESET",
	"EPIPE",
	"ETIMEDOUT"
];
const getTransformedHeaders = (headers) => {
	const transformedHeaders = {};
	for (const name in headers) {
		if (!hasOwn(headers, name)) continue;
		const headerValues = headers[name];
		transformedHeaders[name] = Array.isArray(headerValues) ? headerValues.join(",") : headerValues;
	}
	return transformedHeaders;
};
const timing = {
	setTimeout: (cb, ms) => setTimeout(cb, ms),
	clearTimeout: (timeoutId) => clearTimeout(timeoutId)
};
const DEFER_EVENT_LISTENER_TIME$2 = 1e3;
const setConnectionTimeout = (request, reject, timeoutInMs = 0) => {
	if (!timeoutInMs) return -1;
	const registerTimeout = (offset) => {
		const timeoutId = timing.setTimeout(() => {
			request.destroy();
			reject(Object.assign(/* @__PURE__ */ new Error(`@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of ${timeoutInMs} ms.`), { name: "TimeoutError" }));
		}, timeoutInMs - offset);
		const doWithSocket = (socket) => {
			if (socket?.connecting) socket.on("connect", () => {
				timing.clearTimeout(timeoutId);
			});
			else timing.clearTimeout(timeoutId);
		};
		if (request.socket) doWithSocket(request.socket);
		else request.on("socket", doWithSocket);
	};
	if (timeoutInMs < 2e3) {
		registerTimeout(0);
		return 0;
	}
	return timing.setTimeout(registerTimeout.bind(null, DEFER_EVENT_LISTENER_TIME$2), DEFER_EVENT_LISTENER_TIME$2);
};
const setRequestTimeout = (req, reject, timeoutInMs = 0, throwOnRequestTimeout, logger) => {
	if (timeoutInMs) return timing.setTimeout(() => {
		let msg = `@smithy/node-http-handler - [${throwOnRequestTimeout ? "ERROR" : "WARN"}] a request has exceeded the configured ${timeoutInMs} ms requestTimeout.`;
		if (throwOnRequestTimeout) {
			const error = Object.assign(new Error(msg), {
				name: "TimeoutError",
				code: "ETIMEDOUT"
			});
			req.destroy(error);
			reject(error);
		} else {
			msg += ` Init client requestHandler with throwOnRequestTimeout=true to turn this into an error.`;
			logger?.warn?.(msg);
		}
	}, timeoutInMs);
	return -1;
};
const DEFER_EVENT_LISTENER_TIME$1 = 3e3;
const setSocketKeepAlive = (request, { keepAlive, keepAliveMsecs }, deferTimeMs = DEFER_EVENT_LISTENER_TIME$1) => {
	if (keepAlive !== true) return -1;
	const registerListener = () => {
		if (request.socket) request.socket.setKeepAlive(keepAlive, keepAliveMsecs || 0);
		else request.on("socket", (socket) => {
			socket.setKeepAlive(keepAlive, keepAliveMsecs || 0);
		});
	};
	if (deferTimeMs === 0) {
		registerListener();
		return 0;
	}
	return timing.setTimeout(registerListener, deferTimeMs);
};
const resolveDefaultSocketTimeout = (config) => {
	const value = config?.defaultSocketTimeout;
	return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : void 0;
};
const DEFER_EVENT_LISTENER_TIME = 3e3;
const setSocketTimeout = (request, reject, timeoutInMs = 0, isServiceDefault = false) => {
	if (!Number.isFinite(timeoutInMs) || timeoutInMs <= 0) return;
	let response;
	request.once("response", (res) => response = res);
	const onTimeout = () => {
		if (response?.complete) {
			request.socket?.destroy();
			return;
		}
		const error = Object.assign(/* @__PURE__ */ new Error(`@smithy/node-http-handler - the request socket timed out after ${timeoutInMs} ms of inactivity (${isServiceDefault ? "service default socket timeout" : "configured by client requestHandler"}).`), { name: "TimeoutError" });
		response?.destroy(error);
		request.destroy();
		reject(error);
	};
	const registerTimeout = () => {
		const { socket } = request;
		if (!socket) request.once("socket", registerTimeout);
		else if (socket.connecting) socket.once("connect", registerTimeout);
		else {
			socket.setTimeout(timeoutInMs, onTimeout);
			request.on("close", () => socket.removeListener("timeout", onTimeout));
		}
	};
	if (timeoutInMs < 6e3) {
		registerTimeout();
		return;
	}
	const deferralId = timing.setTimeout(registerTimeout, DEFER_EVENT_LISTENER_TIME);
	request.once("close", () => timing.clearTimeout(deferralId));
};
const MIN_WAIT_TIME = 6e3;
async function writeRequestBody(httpRequest, request, maxContinueTimeoutMs = MIN_WAIT_TIME, externalAgent = false) {
	const headers = request.headers;
	const expect = headers ? headers.Expect || headers.expect : void 0;
	let timeoutId = -1;
	let sendBody = true;
	if (!externalAgent && expect === "100-continue") sendBody = await Promise.race([new Promise((resolve) => {
		timeoutId = Number(timing.setTimeout(() => resolve(true), Math.max(MIN_WAIT_TIME, maxContinueTimeoutMs)));
	}), new Promise((resolve) => {
		httpRequest.on("continue", () => {
			timing.clearTimeout(timeoutId);
			resolve(true);
		});
		httpRequest.on("response", () => {
			timing.clearTimeout(timeoutId);
			resolve(false);
		});
		httpRequest.on("error", () => {
			timing.clearTimeout(timeoutId);
			resolve(false);
		});
	})]);
	if (sendBody) writeBody(httpRequest, request.body);
}
function writeBody(httpRequest, body) {
	if (body instanceof external_node_stream_.Readable) {
		body.pipe(httpRequest);
		return;
	}
	if (body) {
		const isBuffer = Buffer.isBuffer(body);
		if (isBuffer || typeof body === "string") {
			if (isBuffer && body.byteLength === 0) httpRequest.end();
			else httpRequest.end(body);
			return;
		}
		const uint8 = body;
		if (typeof uint8 === "object" && uint8.buffer && typeof uint8.byteOffset === "number" && typeof uint8.byteLength === "number") {
			httpRequest.end(Buffer.from(uint8.buffer, uint8.byteOffset, uint8.byteLength));
			return;
		}
		httpRequest.end(Buffer.from(body));
		return;
	}
	httpRequest.end();
}
let hAgent = void 0;
let hRequest = void 0;
var NodeHttpHandler = class NodeHttpHandler {
	config;
	configProvider;
	socketWarningTimestamp = 0;
	externalAgent = false;
	metadata = { handlerProtocol: "http/1.1" };
	static create(instanceOrOptions) {
		if (typeof instanceOrOptions?.handle === "function") return instanceOrOptions;
		return new NodeHttpHandler(instanceOrOptions);
	}
	static checkSocketUsage(agent, socketWarningTimestamp, logger = console) {
		const { sockets, requests, maxSockets } = agent;
		if (typeof maxSockets !== "number" || maxSockets === Infinity) return socketWarningTimestamp;
		if (Date.now() - 15e3 < socketWarningTimestamp) return socketWarningTimestamp;
		if (sockets && requests) for (const origin in sockets) {
			if (!hasOwn(sockets, origin)) continue;
			const socketsInUse = sockets[origin]?.length ?? 0;
			const requestsEnqueued = requests[origin]?.length ?? 0;
			if (socketsInUse >= maxSockets && requestsEnqueued >= 2 * maxSockets) {
				logger?.warn?.(`@smithy/node-http-handler:WARN - socket usage at capacity=${socketsInUse} and ${requestsEnqueued} additional requests are enqueued.
See https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
or increase socketAcquisitionWarningTimeout=(millis) in the NodeHttpHandler config.`);
				return Date.now();
			}
		}
		return socketWarningTimestamp;
	}
	constructor(options) {
		this.configProvider = new Promise((resolve, reject) => {
			if (typeof options === "function") options().then((_options) => {
				resolve(this.resolveDefaultConfig(_options));
			}).catch(reject);
			else resolve(this.resolveDefaultConfig(options));
		});
	}
	destroy() {
		this.config?.httpAgent?.destroy();
		this.config?.httpsAgent?.destroy();
	}
	async handle(request, { abortSignal, requestTimeout } = {}) {
		if (!this.config) this.config = await this.configProvider;
		const config = this.config;
		const logger = config.logger;
		const isSSL = request.protocol === "https:";
		if (!isSSL && !this.config.httpAgent) this.config.httpAgent = await this.config.httpAgentProvider();
		return new Promise((_resolve, _reject) => {
			let writeRequestBodyPromise = void 0;
			let socketWarningTimeoutId = -1;
			let connectionTimeoutId = -1;
			let requestTimeoutId = -1;
			let keepAliveTimeoutId = -1;
			const clearTimeouts = () => {
				timing.clearTimeout(socketWarningTimeoutId);
				timing.clearTimeout(connectionTimeoutId);
				timing.clearTimeout(requestTimeoutId);
				timing.clearTimeout(keepAliveTimeoutId);
			};
			const resolve = async (arg) => {
				await writeRequestBodyPromise;
				clearTimeouts();
				_resolve(arg);
			};
			const reject = async (arg) => {
				await writeRequestBodyPromise;
				clearTimeouts();
				_reject(arg);
			};
			if (abortSignal?.aborted) {
				reject(buildAbortError(abortSignal));
				return;
			}
			const headers = request.headers;
			const expectContinue = headers ? (headers.Expect ?? headers.expect) === "100-continue" : false;
			let agent = isSSL ? config.httpsAgent : config.httpAgent;
			if (expectContinue && !this.externalAgent) agent = new (isSSL ? external_node_https_namespaceObject.Agent : hAgent)({
				keepAlive: false,
				maxSockets: Infinity
			});
			socketWarningTimeoutId = timing.setTimeout(() => {
				this.socketWarningTimestamp = NodeHttpHandler.checkSocketUsage(agent, this.socketWarningTimestamp, logger);
			}, config.socketAcquisitionWarningTimeout ?? (config.requestTimeout ?? 2e3) + (config.connectionTimeout ?? 1e3));
			const queryString = request.query ? buildQueryString(request.query) : "";
			let auth = void 0;
			if (request.username != null || request.password != null) auth = `${request.username ?? ""}:${request.password ?? ""}`;
			let path = request.path;
			if (queryString) path += `?${queryString}`;
			if (request.fragment) path += `#${request.fragment}`;
			let hostname = request.hostname ?? "";
			if (hostname[0] === "[" && hostname.endsWith("]")) hostname = request.hostname.slice(1, -1);
			else hostname = request.hostname;
			const nodeHttpsOptions = {
				headers: request.headers,
				host: hostname,
				method: request.method,
				path,
				port: request.port,
				agent,
				auth
			};
			const req = (isSSL ? external_node_https_namespaceObject.request : hRequest)(nodeHttpsOptions, (res) => {
				const httpResponse = new HttpResponse({
					statusCode: res.statusCode || -1,
					reason: res.statusMessage,
					headers: getTransformedHeaders(res.headers),
					body: res
				});
				resolve({ response: httpResponse });
			});
			req.on("error", (err) => {
				if (NODEJS_TIMEOUT_ERROR_CODES.includes(err.code)) reject(Object.assign(err, { name: "TimeoutError" }));
				else reject(err);
			});
			if (abortSignal) {
				const onAbort = () => {
					req.destroy();
					const abortError = buildAbortError(abortSignal);
					reject(abortError);
				};
				if (typeof abortSignal.addEventListener === "function") {
					const signal = abortSignal;
					signal.addEventListener("abort", onAbort, { once: true });
					req.once("close", () => signal.removeEventListener("abort", onAbort));
				} else abortSignal.onabort = onAbort;
			}
			const effectiveRequestTimeout = requestTimeout ?? config.requestTimeout;
			connectionTimeoutId = setConnectionTimeout(req, reject, config.connectionTimeout);
			requestTimeoutId = setRequestTimeout(req, reject, effectiveRequestTimeout, config.throwOnRequestTimeout, logger ?? console);
			const defaultSocketTimeout = config.socketTimeout === void 0 ? resolveDefaultSocketTimeout(config) : void 0;
			if (defaultSocketTimeout) setSocketTimeout(req, reject, defaultSocketTimeout, true);
			else setSocketTimeout(req, reject, config.socketTimeout);
			const httpAgent = nodeHttpsOptions.agent;
			if (typeof httpAgent === "object" && "keepAlive" in httpAgent) keepAliveTimeoutId = setSocketKeepAlive(req, {
				keepAlive: httpAgent.keepAlive,
				keepAliveMsecs: httpAgent.keepAliveMsecs
			});
			writeRequestBodyPromise = writeRequestBody(req, request, effectiveRequestTimeout, this.externalAgent).catch((e) => {
				clearTimeouts();
				return _reject(e);
			});
		});
	}
	updateHttpClientConfig(key, value) {
		this.config = void 0;
		this.configProvider = this.configProvider.then((config) => {
			switch (key) {
				case Symbol.for("logger"):
					key = "logger";
					value = config.logger ?? value;
					break;
				case Symbol.for("@smithy/defaultSocketTimeout"):
					key = "defaultSocketTimeout";
					value = resolveDefaultSocketTimeout(config) ?? value;
			}
			return {
				...config,
				[key]: value
			};
		});
	}
	httpHandlerConfigs() {
		return this.config ?? {};
	}
	resolveDefaultConfig(options) {
		const { requestTimeout, connectionTimeout, socketTimeout, socketAcquisitionWarningTimeout, httpAgent, httpsAgent, throwOnRequestTimeout, logger } = options || {};
		const keepAlive = true;
		const maxSockets = 50;
		let httpAgentPromise;
		return {
			connectionTimeout,
			requestTimeout,
			socketTimeout,
			defaultSocketTimeout: resolveDefaultSocketTimeout(options),
			socketAcquisitionWarningTimeout,
			throwOnRequestTimeout,
			httpAgentProvider: () => httpAgentPromise ??= (async () => {
				const node_http = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7067, 19));
				const { Agent, request } = node_http.default ?? node_http;
				hRequest = request;
				hAgent = Agent;
				if (httpAgent instanceof hAgent || typeof httpAgent?.destroy === "function") {
					this.externalAgent = true;
					return httpAgent;
				}
				return new hAgent({
					keepAlive,
					maxSockets,
					...httpAgent
				});
			})(),
			httpsAgent: (() => {
				if (httpsAgent instanceof external_node_https_namespaceObject.Agent || typeof httpsAgent?.destroy === "function") {
					this.externalAgent = true;
					return httpsAgent;
				}
				return new external_node_https_namespaceObject.Agent({
					keepAlive,
					maxSockets,
					...httpsAgent
				});
			})(),
			logger
		};
	}
};
// node_modules/@aws-sdk/core/
var ProtocolLib = class {
	queryCompat;
	errorRegistry;
	constructor(queryCompat = false) {
		this.queryCompat = queryCompat;
	}
	resolveRestContentType(defaultContentType, inputSchema) {
		const members = inputSchema.getMemberSchemas();
		const httpPayloadMember = Object.values(members).find((m) => {
			return !!m.getMergedTraits().httpPayload;
		});
		if (httpPayloadMember) {
			const mediaType = httpPayloadMember.getMergedTraits().mediaType;
			if (mediaType) return mediaType;
			else if (httpPayloadMember.isStringSchema()) return "text/plain";
			else if (httpPayloadMember.isBlobSchema()) return "application/octet-stream";
			else return defaultContentType;
		} else if (!inputSchema.isUnitSchema()) {
			if (Object.values(members).find((m) => {
				const { httpQuery, httpQueryParams, httpHeader, httpLabel, httpPrefixHeaders } = m.getMergedTraits();
				return !httpQuery && !httpQueryParams && !httpHeader && !httpLabel && httpPrefixHeaders === void 0;
			})) return defaultContentType;
		}
	}
	async getErrorSchemaOrThrowBaseException(errorIdentifier, defaultNamespace, response, dataObject, metadata, getErrorSchema) {
		let errorName = errorIdentifier;
		if (errorIdentifier.includes("#")) [, errorName] = errorIdentifier.split("#");
		const errorMetadata = {
			$metadata: metadata,
			$fault: response.statusCode < 500 ? "client" : "server"
		};
		if (!this.errorRegistry) throw new Error("@aws-sdk/core/protocols - error handler not initialized.");
		try {
			return {
				errorSchema: getErrorSchema?.(this.errorRegistry, errorName) ?? this.errorRegistry.getSchema(errorIdentifier),
				errorMetadata
			};
		} catch (e) {
			dataObject.message = dataObject.message ?? dataObject.Message ?? "UnknownError";
			const synthetic = this.errorRegistry;
			const baseExceptionSchema = synthetic.getBaseException();
			if (baseExceptionSchema) {
				const ErrorCtor = synthetic.getErrorCtor(baseExceptionSchema) ?? Error;
				throw this.decorateServiceException(Object.assign(new ErrorCtor({ name: errorName }), errorMetadata), dataObject);
			}
			const d = dataObject;
			const message = d?.message ?? d?.Message ?? d?.Error?.Message ?? d?.Error?.message;
			throw this.decorateServiceException(Object.assign(new Error(message), { name: errorName }, errorMetadata), dataObject);
		}
	}
	compose(composite, errorIdentifier, defaultNamespace) {
		let namespace = defaultNamespace;
		if (errorIdentifier.includes("#")) [namespace] = errorIdentifier.split("#");
		const staticRegistry = TypeRegistry.for(namespace);
		const defaultSyntheticRegistry = TypeRegistry.for("smithy.ts.sdk.synthetic." + defaultNamespace);
		composite.copyFrom(staticRegistry);
		composite.copyFrom(defaultSyntheticRegistry);
		this.errorRegistry = composite;
	}
	decorateServiceException(exception, additions = {}) {
		if (this.queryCompat) {
			const msg = exception.Message ?? additions.Message;
			const error = decorateServiceException(exception, additions);
			if (msg) error.message = msg;
			const errorObj = error.Error ?? {};
			errorObj.Type = error.Error?.Type;
			errorObj.Code = error.Error?.Code;
			errorObj.Message = error.Error?.message ?? error.Error?.Message ?? msg;
			error.Error = errorObj;
			const reqId = error.$metadata.requestId;
			if (reqId) error.RequestId = reqId;
			return error;
		}
		return decorateServiceException(exception, additions);
	}
	setQueryCompatError(output, response) {
		const queryErrorHeader = response.headers?.["x-amzn-query-error"];
		if (output !== void 0 && queryErrorHeader != null) {
			const [Code, Type] = queryErrorHeader.split(";");
			const keys = Object.keys(output);
			const Error = {
				Code,
				Type
			};
			output.Code = Code;
			output.Type = Type;
			for (let i = 0; i < keys.length; i++) {
				const k = keys[i];
				Error[k === "message" ? "Message" : k] = output[k];
			}
			delete Error.__type;
			output.Error = Error;
		}
	}
	queryCompatOutput(queryCompatErrorData, errorData) {
		if (queryCompatErrorData.Error) errorData.Error = queryCompatErrorData.Error;
		if (queryCompatErrorData.Type) errorData.Type = queryCompatErrorData.Type;
		if (queryCompatErrorData.Code) errorData.Code = queryCompatErrorData.Code;
	}
	findQueryCompatibleError(registry, errorName) {
		try {
			return registry.getSchema(errorName);
		} catch (e) {
			return registry.find((schema) => NormalizedSchema.of(schema).getMergedTraits().awsQueryError?.[0] === errorName);
		}
	}
};
// node_modules/@aws-sdk/xml-builder/
function writeKey$1(obj) {
	Object.defineProperty(obj, "__proto__", {
		value: void 0,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
function parseXML(xml) {
	return new AwsXmlParser(xml).parse();
}
var AwsXmlParser = class AwsXmlParser {
	x;
	i = 0;
	z;
	constructor(x) {
		this.x = x;
		this.x = x.replace(/\r\n?/g, "\n");
		this.z = this.x.length;
	}
	parse() {
		const p = this;
		const { z } = p;
		while (p.i < z) {
			p.trim();
			if (p.i >= z) break;
			if (p.isNext("<?")) {
				p.readTo("?>");
				p.trim();
			} else if (p.isNext("<!--")) {
				p.readTo("-->");
				p.trim();
			} else if (p.isNext("<!DOCTYPE", false)) {
				p.skipDoctype();
				p.trim();
			} else if (p.x[p.i] === "<") {
				const root = p.parseTag();
				return { [root.tag]: root.value };
			} else throw new Error("@aws-sdk XML parse error: unexpected content.");
		}
		throw new Error("@aws-sdk XML parse error: no root element.");
	}
	isNext(s, caseSensitive = true) {
		const p = this;
		if (caseSensitive) return p.x.startsWith(s, p.i);
		return p.x.toLowerCase().startsWith(s.toLowerCase(), p.i);
	}
	readTo(stop) {
		const p = this;
		const _i = p.x.indexOf(stop, p.i);
		if (_i === -1) throw new Error(`@aws-sdk XML parse error: expected "${stop}" not found.`);
		const result = p.x.slice(p.i, _i);
		p.i = _i + stop.length;
		return result;
	}
	trim() {
		const p = this;
		while (p.i < p.z && " 	\r\n".includes(p.x[p.i])) ++p.i;
	}
	readAttrValue() {
		const p = this;
		const quote = p.x[p.i];
		++p.i;
		let value = "";
		while (p.i < p.z && p.x[p.i] !== quote) value += p.x[p.i++];
		++p.i;
		return p.decodeEntities(value);
	}
	parseTag() {
		const p = this;
		++p.i;
		let tag = "";
		while (p.i < p.z && !" 	\r\n>/".includes(p.x[p.i])) tag += p.x[p.i++];
		let hasAttrs = false;
		const attrs = {};
		while (p.i < p.z) {
			p.trim();
			if (">/".includes(p.x[p.i])) break;
			let name = "";
			while (p.i < p.z && !"= 	\r\n>/?".includes(p.x[p.i])) name += p.x[p.i++];
			p.trim();
			if (p.x[p.i] !== "=") break;
			++p.i;
			p.trim();
			if (name === "__proto__") writeKey$1(attrs);
			attrs[name] = p.readAttrValue();
			hasAttrs = true;
		}
		if (p.i >= p.z) throw new Error("@aws-sdk XML parse error: unexpected end of input.");
		if (p.x[p.i] === "/") {
			++p.i;
			if (p.i >= p.z || p.x[p.i] !== ">") throw new Error("@aws-sdk XML parse error: expected > at the end of self-closing tag.");
			++p.i;
			return {
				tag,
				value: hasAttrs ? attrs : ""
			};
		}
		if (p.x[p.i] !== ">") throw new Error("@aws-sdk XML parse error: expected > at the end of opening tag.");
		++p.i;
		const textParts = [];
		const childTags = [];
		let hasElementChild = false;
		while (p.i < p.z) {
			if (p.isNext("</")) break;
			if (p.x[p.i] === "<") {
				if (p.isNext("<!--")) p.readTo("-->");
				else if (p.isNext("<![CDATA[")) {
					p.i += 9;
					textParts.push(p.readTo("]]>"));
				} else if (p.isNext("<?")) p.readTo("?>");
				else {
					hasElementChild = true;
					childTags.push(p.parseTag());
				}
			} else {
				let text = "";
				while (p.i < p.z && p.x[p.i] !== "<") text += p.x[p.i++];
				textParts.push(p.decodeEntities(text));
			}
		}
		if (!p.isNext("</")) throw new Error(`@aws-sdk XML parse error: missing closing tag </${tag}>.`);
		p.i += 2;
		const closeTag = p.readTo(">").trim();
		if (closeTag !== tag) throw new Error(`@aws-sdk XML parse error: mismatched tags <${tag}> and </${closeTag}>.`);
		if (!hasAttrs && textParts.length === 0 && !hasElementChild) return {
			tag,
			value: ""
		};
		if (!hasAttrs && !hasElementChild) {
			const text = textParts.length === 1 ? textParts[0] : textParts.join("");
			if (text.trim() === "" && text.includes("\n")) return {
				tag,
				value: ""
			};
			return {
				tag,
				value: text
			};
		}
		const obj = {};
		for (const text of textParts) {
			if (text.trim() === "" && text.includes("\n")) continue;
			obj["#text"] = "#text" in obj ? obj["#text"] + text : text;
		}
		for (const child of childTags) {
			if (child.tag === "__proto__") writeKey$1(obj);
			if (child.tag in obj) {
				if (Array.isArray(obj[child.tag])) obj[child.tag].push(child.value);
				else obj[child.tag] = [obj[child.tag], child.value];
			} else obj[child.tag] = child.value;
		}
		for (const [k, v] of Object.entries(attrs)) {
			if (k === "__proto__") writeKey$1(obj);
			obj[k] = v;
		}
		return {
			tag,
			value: obj
		};
	}
	static ENTITIES = {
		amp: "&",
		lt: "<",
		gt: ">",
		quot: "\"",
		apos: "'"
	};
	skipDoctype() {
		const p = this;
		p.i += 9;
		let depth = 0;
		while (p.i < p.z) {
			const c = p.x[p.i];
			if (c === "[") ++depth;
			else if (c === "]") --depth;
			else if (c === ">" && depth === 0) {
				++p.i;
				return;
			}
			++p.i;
		}
		throw new Error("@aws-sdk XML parse error: unclosed DOCTYPE.");
	}
	decodeEntities(s) {
		return s.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g, (_, hex, dec, named) => {
			if (hex) return String.fromCharCode(parseInt(hex, 16));
			if (dec) return String.fromCharCode(parseInt(dec, 10));
			return AwsXmlParser.ENTITIES[named] ?? "";
		});
	}
};
// node_modules/@aws-sdk/core/
var SerdeContextConfig = class {
	serdeContext;
	setSerdeContext(serdeContext) {
		this.serdeContext = serdeContext;
	}
};
var UnionSerde = class {
	from;
	to;
	keys;
	constructor(from, to) {
		this.from = from;
		this.to = to;
		const keys = Object.keys(this.from);
		const set = new Set(keys);
		set.delete("__type");
		this.keys = set;
	}
	mark(key) {
		this.keys.delete(key);
	}
	hasUnknown() {
		return this.keys.size === 1 && Object.keys(this.to).length === 0;
	}
	writeUnknown() {
		if (this.hasUnknown()) {
			const k = this.keys.values().next().value;
			const v = this.from[k];
			this.to.$unknown = [k, v];
		}
	}
};
function writeKey(obj) {
	Object.defineProperty(obj, "__proto__", {
		value: void 0,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
var XmlShapeDeserializer = class extends SerdeContextConfig {
	settings;
	stringDeserializer;
	constructor(settings) {
		super();
		this.settings = settings;
		this.stringDeserializer = new FromStringShapeDeserializer(settings);
	}
	setSerdeContext(serdeContext) {
		this.serdeContext = serdeContext;
		this.stringDeserializer.setSerdeContext(serdeContext);
	}
	read(schema, bytes, key) {
		const ns = NormalizedSchema.of(schema);
		const memberSchemas = ns.getMemberSchemas();
		if (ns.isStructSchema() && ns.isMemberSchema() && !!Object.values(memberSchemas).find((memberNs) => {
			return !!memberNs.getMemberTraits().eventPayload;
		})) {
			const output = {};
			const memberName = Object.keys(memberSchemas)[0];
			if (memberSchemas[memberName].isBlobSchema()) output[memberName] = bytes;
			else output[memberName] = this.read(memberSchemas[memberName], bytes);
			return output;
		}
		const xmlString = (this.serdeContext?.utf8Encoder ?? toUtf8$1)(bytes);
		const parsedObject = this.parseXml(xmlString);
		return this.readSchema(schema, key ? parsedObject[key] : parsedObject);
	}
	readSchema(_schema, value) {
		const ns = NormalizedSchema.of(_schema);
		if (ns.isUnitSchema()) return;
		const traits = ns.getMergedTraits();
		if (ns.isListSchema() && !Array.isArray(value)) return this.readSchema(ns, [value]);
		if (value == null) return value;
		if (typeof value === "object") {
			const flat = !!traits.xmlFlattened;
			if (ns.isListSchema()) {
				const listValue = ns.getValueSchema();
				const buffer = [];
				const sourceKey = listValue.getMergedTraits().xmlName ?? "member";
				const source = flat ? value : (value[0] ?? value)[sourceKey];
				if (source == null) return buffer;
				const sourceArray = Array.isArray(source) ? source : [source];
				for (const v of sourceArray) buffer.push(this.readSchema(listValue, v));
				return buffer;
			}
			const buffer = {};
			if (ns.isMapSchema()) {
				const keyNs = ns.getKeySchema();
				const memberNs = ns.getValueSchema();
				let entries;
				if (flat) entries = Array.isArray(value) ? value : [value];
				else entries = Array.isArray(value.entry) ? value.entry : [value.entry];
				const keyProperty = keyNs.getMergedTraits().xmlName ?? "key";
				const valueProperty = memberNs.getMergedTraits().xmlName ?? "value";
				for (const entry of entries) {
					const key = entry[keyProperty];
					const value = entry[valueProperty];
					if (key === "__proto__") writeKey(buffer);
					buffer[key] = this.readSchema(memberNs, value);
				}
				return buffer;
			}
			if (ns.isStructSchema()) {
				const union = ns.isUnionSchema();
				let unionSerde;
				if (union) unionSerde = new UnionSerde(value, buffer);
				for (const [memberName, memberSchema] of ns.structIterator()) {
					const memberTraits = memberSchema.getMergedTraits();
					const xmlObjectKey = !memberTraits.httpPayload ? memberSchema.getMemberTraits().xmlName ?? memberName : memberTraits.xmlName ?? memberSchema.getName();
					if (union) unionSerde.mark(xmlObjectKey);
					if (value[xmlObjectKey] != null) buffer[memberName] = this.readSchema(memberSchema, value[xmlObjectKey]);
				}
				if (union) unionSerde.writeUnknown();
				return buffer;
			}
			if (ns.isDocumentSchema()) return value;
			throw new Error(`@aws-sdk/core/protocols - xml deserializer unhandled schema type for ${ns.getName(true)}`);
		}
		if (ns.isListSchema()) return [];
		if (ns.isMapSchema() || ns.isStructSchema()) return {};
		return this.stringDeserializer.read(ns, value);
	}
	parseXml(xml) {
		if (xml.length) {
			let parsedObj;
			try {
				parsedObj = parseXML(xml);
			} catch (e) {
				if (e && typeof e === "object") Object.defineProperty(e, "$responseBodyText", { value: xml });
				throw e;
			}
			const textNodeName = "#text";
			const key = Object.keys(parsedObj)[0];
			const parsedObjToReturn = parsedObj[key];
			if (parsedObjToReturn[textNodeName]) {
				parsedObjToReturn[key] = parsedObjToReturn[textNodeName];
				delete parsedObjToReturn[textNodeName];
			}
			return getValueFromTextNode(parsedObjToReturn);
		}
		return {};
	}
};
var QueryShapeSerializer = class extends SerdeContextConfig {
	settings;
	buffer;
	constructor(settings) {
		super();
		this.settings = settings;
	}
	write(schema, value, prefix = "") {
		if (this.buffer === void 0) this.buffer = "";
		const ns = NormalizedSchema.of(schema);
		if (prefix && !prefix.endsWith(".")) prefix += ".";
		if (ns.isBlobSchema()) {
			if (typeof value === "string" || value instanceof Uint8Array) {
				this.writeKey(prefix);
				this.writeValue((this.serdeContext?.base64Encoder ?? toBase64$1)(value));
			}
		} else if (ns.isBooleanSchema() || ns.isNumericSchema() || ns.isStringSchema()) {
			if (value != null) {
				this.writeKey(prefix);
				this.writeValue(String(value));
			} else if (ns.isIdempotencyToken()) {
				this.writeKey(prefix);
				this.writeValue(generateIdempotencyToken());
			}
		} else if (ns.isBigIntegerSchema()) {
			if (value != null) {
				this.writeKey(prefix);
				this.writeValue(String(value));
			}
		} else if (ns.isBigDecimalSchema()) {
			if (value != null) {
				this.writeKey(prefix);
				this.writeValue(value instanceof NumericValue ? value.string : String(value));
			}
		} else if (ns.isTimestampSchema()) {
			if (value instanceof Date) {
				this.writeKey(prefix);
				switch (determineTimestampFormat(ns, this.settings)) {
					case 5:
						this.writeValue(value.toISOString().replace(".000Z", "Z"));
						break;
					case 6:
						this.writeValue(dateToUtcString(value));
						break;
					case 7: this.writeValue(String(value.getTime() / 1e3));
				}
			}
		} else if (ns.isDocumentSchema()) {
			if (Array.isArray(value)) this.write(79, value, prefix);
			else if (value instanceof Date) this.write(4, value, prefix);
			else if (value instanceof Uint8Array) this.write(21, value, prefix);
			else if (value && typeof value === "object") this.write(143, value, prefix);
			else {
				this.writeKey(prefix);
				this.writeValue(String(value));
			}
		} else if (ns.isListSchema()) {
			if (Array.isArray(value)) {
				if (value.length === 0) {
					if (this.settings.serializeEmptyLists) {
						this.writeKey(prefix);
						this.writeValue("");
					}
				} else {
					const member = ns.getValueSchema();
					const flat = this.settings.flattenLists || ns.getMergedTraits().xmlFlattened;
					let i = 1;
					for (const item of value) {
						if (item == null) continue;
						const traits = member.getMergedTraits();
						const suffix = this.getKey("member", traits.xmlName, traits.ec2QueryName);
						const key = flat ? `${prefix}${i}` : `${prefix}${suffix}.${i}`;
						this.write(member, item, key);
						++i;
					}
				}
			}
		} else if (ns.isMapSchema()) {
			if (value && typeof value === "object") {
				const keySchema = ns.getKeySchema();
				const memberSchema = ns.getValueSchema();
				const flat = ns.getMergedTraits().xmlFlattened;
				let i = 1;
				for (const k in value) {
					const v = value[k];
					if (v == null) continue;
					const keyTraits = keySchema.getMergedTraits();
					const keySuffix = this.getKey("key", keyTraits.xmlName, keyTraits.ec2QueryName);
					const key = flat ? `${prefix}${i}.${keySuffix}` : `${prefix}entry.${i}.${keySuffix}`;
					const valTraits = memberSchema.getMergedTraits();
					const valueSuffix = this.getKey("value", valTraits.xmlName, valTraits.ec2QueryName);
					const valueKey = flat ? `${prefix}${i}.${valueSuffix}` : `${prefix}entry.${i}.${valueSuffix}`;
					this.write(keySchema, k, key);
					this.write(memberSchema, v, valueKey);
					++i;
				}
			}
		} else if (ns.isStructSchema()) {
			if (value && typeof value === "object") {
				let didWriteMember = false;
				for (const [memberName, member] of ns.structIterator()) {
					if (value[memberName] == null && !member.isIdempotencyToken()) continue;
					const traits = member.getMergedTraits();
					const suffix = this.getKey(memberName, traits.xmlName, traits.ec2QueryName, "struct");
					const key = `${prefix}${suffix}`;
					this.write(member, value[memberName], key);
					didWriteMember = true;
				}
				if (!didWriteMember && ns.isUnionSchema()) {
					const { $unknown } = value;
					if (Array.isArray($unknown)) {
						const [k, v] = $unknown;
						const key = `${prefix}${k}`;
						this.write(15, v, key);
					}
				}
			}
		} else if (ns.isUnitSchema()) {} else throw new Error(`@aws-sdk/core/protocols - QuerySerializer unrecognized schema type ${ns.getName(true)}`);
	}
	flush() {
		if (this.buffer === void 0) throw new Error("@aws-sdk/core/protocols - QuerySerializer cannot flush with nothing written to buffer.");
		const str = this.buffer;
		delete this.buffer;
		return str;
	}
	getKey(memberName, xmlName, ec2QueryName, keySource) {
		const { ec2, capitalizeKeys } = this.settings;
		if (ec2 && ec2QueryName) return ec2QueryName;
		const key = xmlName ?? memberName;
		if (capitalizeKeys && keySource === "struct") return key[0].toUpperCase() + key.slice(1);
		return key;
	}
	writeKey(key) {
		if (key.endsWith(".")) key = key.slice(0, key.length - 1);
		this.buffer += `&${extendedEncodeURIComponent(key)}=`;
	}
	writeValue(value) {
		this.buffer += extendedEncodeURIComponent(value);
	}
};
var AwsQueryProtocol = class extends RpcProtocol {
	options;
	serializer;
	deserializer;
	mixin = new ProtocolLib();
	constructor(options) {
		super({
			defaultNamespace: options.defaultNamespace,
			errorTypeRegistries: options.errorTypeRegistries
		});
		this.options = options;
		const settings = {
			timestampFormat: {
				useTrait: true,
				default: 5
			},
			httpBindings: false,
			xmlNamespace: options.xmlNamespace,
			serviceNamespace: options.defaultNamespace,
			serializeEmptyLists: true
		};
		this.serializer = new QueryShapeSerializer(settings);
		this.deserializer = new XmlShapeDeserializer(settings);
	}
	getShapeId() {
		return "aws.protocols#awsQuery";
	}
	setSerdeContext(serdeContext) {
		this.serializer.setSerdeContext(serdeContext);
		this.deserializer.setSerdeContext(serdeContext);
	}
	getPayloadCodec() {
		throw new Error("AWSQuery protocol has no payload codec.");
	}
	async serializeRequest(operationSchema, input, context) {
		const request = await super.serializeRequest(operationSchema, input, context);
		if (!request.path.endsWith("/")) request.path += "/";
		request.headers["content-type"] = "application/x-www-form-urlencoded";
		if (deref(operationSchema.input) === "unit" || !request.body) request.body = "";
		request.body = `Action=${operationSchema.name.split("#")[1] ?? operationSchema.name}&Version=${this.options.version}` + request.body;
		if (request.body.endsWith("&")) request.body = request.body.slice(-1);
		return request;
	}
	async deserializeResponse(operationSchema, context, response) {
		const deserializer = this.deserializer;
		const ns = NormalizedSchema.of(operationSchema.output);
		const dataObject = {};
		if (response.statusCode >= 300) {
			const bytes = await collectBody(response.body, context);
			if (bytes.byteLength > 0) Object.assign(dataObject, await deserializer.read(15, bytes));
			await this.handleError(operationSchema, context, response, dataObject, this.deserializeMetadata(response));
		}
		for (const header in response.headers) {
			const value = response.headers[header];
			delete response.headers[header];
			response.headers[header.toLowerCase()] = value;
		}
		const shortName = operationSchema.name.split("#")[1] ?? operationSchema.name;
		const awsQueryResultKey = ns.isStructSchema() && this.useNestedResult() ? shortName + "Result" : void 0;
		const bytes = await collectBody(response.body, context);
		if (bytes.byteLength > 0) Object.assign(dataObject, await deserializer.read(ns, bytes, awsQueryResultKey));
		dataObject.$metadata = this.deserializeMetadata(response);
		return dataObject;
	}
	useNestedResult() {
		return true;
	}
	async handleError(operationSchema, context, response, dataObject, metadata) {
		const errorIdentifier = this.loadQueryErrorCode(response, dataObject) ?? "Unknown";
		this.mixin.compose(this.compositeErrorRegistry, errorIdentifier, this.options.defaultNamespace);
		const errorData = this.loadQueryError(dataObject) ?? {};
		const message = this.loadQueryErrorMessage(dataObject);
		errorData.message = message;
		errorData.Error = {
			Type: errorData.Type,
			Code: errorData.Code,
			Message: message
		};
		const { errorSchema, errorMetadata } = await this.mixin.getErrorSchemaOrThrowBaseException(errorIdentifier, this.options.defaultNamespace, response, errorData, metadata, this.mixin.findQueryCompatibleError);
		const ns = NormalizedSchema.of(errorSchema);
		const exception = new ((this.compositeErrorRegistry.getErrorCtor(errorSchema)) ?? Error)({});
		const output = {
			Type: errorData.Error.Type,
			Code: errorData.Error.Code,
			Error: errorData.Error
		};
		for (const [name, member] of ns.structIterator()) {
			const target = member.getMergedTraits().xmlName ?? name;
			const value = errorData[target] ?? dataObject[target];
			output[name] = this.deserializer.readSchema(member, value);
		}
		throw this.mixin.decorateServiceException(Object.assign(exception, errorMetadata, {
			$fault: ns.getMergedTraits().error,
			message
		}, output), dataObject);
	}
	loadQueryErrorCode(output, data) {
		const code = (data.Errors?.[0]?.Error ?? data.Errors?.Error ?? data.Error)?.Code;
		if (code !== void 0) return code;
		if (output.statusCode == 404) return "NotFound";
	}
	loadQueryError(data) {
		return data.Errors?.[0]?.Error ?? data.Errors?.Error ?? data.Error;
	}
	loadQueryErrorMessage(data) {
		const errorData = this.loadQueryError(data);
		return errorData?.message ?? errorData?.Message ?? data.message ?? data.Message ?? "Unknown";
	}
	getDefaultContentType() {
		return "application/x-www-form-urlencoded";
	}
};
// node_modules/@smithy/core/
const BLOCK = 64;
const DIGEST_LENGTH = 32;
const MAX_HASHABLE_LENGTH = 2 ** 53 - 1;
var Sha256Js = class Sha256Js {
	digestLength = DIGEST_LENGTH;
	state = Int32Array.from(INIT);
	w;
	buffer = /* @__PURE__ */ new Uint8Array(64);
	bufferLength = 0;
	bytesHashed = 0;
	finished = false;
	inner;
	outer;
	constructor(secret) {
		if (secret) {
			const key = Sha256Js.normalizeKey(secret);
			this.inner = new Sha256Js();
			this.outer = new Sha256Js();
			const { inner, outer } = this;
			const pad = /* @__PURE__ */ new Uint8Array(128);
			for (let i = 0; i < BLOCK; ++i) {
				pad[i] = 54 ^ key[i];
				pad[i + BLOCK] = 92 ^ key[i];
			}
			inner.update(pad.subarray(0, BLOCK));
			outer.update(pad.subarray(BLOCK));
		}
	}
	update(data) {
		if (this.finished) throw new Error("Attempted to update an already finished HMAC.");
		if (this.inner) {
			this.inner.update(data);
			return;
		}
		const chunk = toUint8Array(data);
		let position = 0;
		let { byteLength } = chunk;
		this.bytesHashed += byteLength;
		if (this.bytesHashed * 8 > MAX_HASHABLE_LENGTH) throw new Error("Cannot hash more than 2^53 - 1 bits");
		while (byteLength > 0) {
			this.buffer[this.bufferLength++] = chunk[position++];
			byteLength--;
			if (this.bufferLength === BLOCK) {
				this.hashBuffer();
				this.bufferLength = 0;
			}
		}
	}
	async digest() {
		const { inner, outer } = this;
		if (inner && outer) {
			if (this.finished) throw new Error("Attempted to digest an already finished HMAC.");
			this.finished = true;
			const innerDigest = inner.digestSync();
			outer.update(innerDigest);
			return outer.digestSync();
		}
		return this.digestSync();
	}
	reset() {
		this.state = Int32Array.from(INIT);
		this.buffer = /* @__PURE__ */ new Uint8Array(64);
		this.bufferLength = 0;
		this.bytesHashed = 0;
	}
	digestSync() {
		const state = this.state.slice();
		const buffer = this.buffer.slice();
		let bufferLength = this.bufferLength;
		const bitsHashed = this.bytesHashed * 8;
		const bufferView = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
		bufferView.setUint8(bufferLength++, 128);
		if ((bufferLength - 1) % BLOCK >= 56) {
			for (let i = bufferLength; i < BLOCK; ++i) bufferView.setUint8(i, 0);
			this.hashBufferWith(state, buffer);
			bufferLength = 0;
		}
		for (let i = bufferLength; i < 56; ++i) bufferView.setUint8(i, 0);
		bufferView.setUint32(56, Math.floor(bitsHashed / 4294967296), false);
		bufferView.setUint32(60, bitsHashed, false);
		this.hashBufferWith(state, buffer);
		const out = new Uint8Array(DIGEST_LENGTH);
		for (let i = 0; i < 8; ++i) {
			out[i * 4] = state[i] >>> 24 & 255;
			out[i * 4 + 1] = state[i] >>> 16 & 255;
			out[i * 4 + 2] = state[i] >>> 8 & 255;
			out[i * 4 + 3] = state[i] >>> 0 & 255;
		}
		return out;
	}
	static normalizeKey(secret) {
		const key = toUint8Array(secret);
		if (key.byteLength > BLOCK) {
			const h = new Sha256Js();
			h.update(key);
			const out = h.digestSync();
			const padded = new Uint8Array(BLOCK);
			padded.set(out);
			return padded;
		}
		if (key.byteLength < BLOCK) {
			const padded = new Uint8Array(BLOCK);
			padded.set(key);
			return padded;
		}
		return key;
	}
	hashBuffer() {
		this.hashBufferWith(this.state, this.buffer);
	}
	hashBufferWith(state, buffer) {
		const w = this.w ??= /* @__PURE__ */ new Int32Array(64);
		let s0 = state[0], s1 = state[1], s2 = state[2], s3 = state[3], s4 = state[4], s5 = state[5], s6 = state[6], s7 = state[7];
		for (let i = 0; i < BLOCK; ++i) {
			if (i < 16) w[i] = (buffer[i * 4] & 255) << 24 | (buffer[i * 4 + 1] & 255) << 16 | (buffer[i * 4 + 2] & 255) << 8 | buffer[i * 4 + 3] & 255;
			else {
				let u = w[i - 2];
				const t1 = (u >>> 17 | u << 15) ^ (u >>> 19 | u << 13) ^ u >>> 10;
				u = w[i - 15];
				const t2 = (u >>> 7 | u << 25) ^ (u >>> 18 | u << 14) ^ u >>> 3;
				w[i] = (t1 + w[i - 7] | 0) + (t2 + w[i - 16] | 0);
			}
			const t1 = (((s4 >>> 6 | s4 << 26) ^ (s4 >>> 11 | s4 << 21) ^ (s4 >>> 25 | s4 << 7)) + (s4 & s5 ^ ~s4 & s6) | 0) + (s7 + (K[i] + w[i] | 0) | 0) | 0;
			const t2 = ((s0 >>> 2 | s0 << 30) ^ (s0 >>> 13 | s0 << 19) ^ (s0 >>> 22 | s0 << 10)) + (s0 & s1 ^ s0 & s2 ^ s1 & s2) | 0;
			s7 = s6;
			s6 = s5;
			s5 = s4;
			s4 = s3 + t1 | 0;
			s3 = s2;
			s2 = s1;
			s1 = s0;
			s0 = t1 + t2 | 0;
		}
		state[0] += s0;
		state[1] += s1;
		state[2] += s2;
		state[3] += s3;
		state[4] += s4;
		state[5] += s5;
		state[6] += s6;
		state[7] += s7;
	}
};
const INIT = new Int32Array([
	1779033703,
	3144134277,
	1013904242,
	2773480762,
	1359893119,
	2600822924,
	528734635,
	1541459225
]);
const K = new Int32Array([
	1116352408,
	1899447441,
	3049323471,
	3921009573,
	961987163,
	1508970993,
	2453635748,
	2870763221,
	3624381080,
	310598401,
	607225278,
	1426881987,
	1925078388,
	2162078206,
	2614888103,
	3248222580,
	3835390401,
	4022224774,
	264347078,
	604807628,
	770255983,
	1249150122,
	1555081692,
	1996064986,
	2554220882,
	2821834349,
	2952996808,
	3210313671,
	3336571891,
	3584528711,
	113926993,
	338241895,
	666307205,
	773529912,
	1294757372,
	1396182291,
	1695183700,
	1986661051,
	2177026350,
	2456956037,
	2730485921,
	2820302411,
	3259730800,
	3345764771,
	3516065817,
	3600352804,
	4094571909,
	275423344,
	430227734,
	506948616,
	659060556,
	883997877,
	958139571,
	1322822218,
	1537002063,
	1747873779,
	1955562222,
	2024104815,
	2227730452,
	2361852424,
	2428436474,
	2756734187,
	3204031479,
	3329325298
]);
const Sha256Node = (() => {
	try {
		(0,external_node_crypto_.createHash)("sha256");
		return true;
	} catch {
		return false;
	}
})() ? buildNativeClass() : Sha256Js;
function buildNativeClass() {
	return class Sha256Node {
		digestLength = 32;
		secret;
		hash;
		isHmac;
		finished = false;
		constructor(secret) {
			this.secret = secret;
			this.isHmac = !!secret;
			this.hash = this.createHash();
		}
		update(data) {
			if (this.finished) throw new Error("Attempted to update an already finished hash.");
			this.hash.update(data);
		}
		async digest() {
			let buf;
			if (this.isHmac) {
				this.finished = true;
				buf = this.hash.digest();
			} else buf = this.hash.copy().digest();
			return new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength);
		}
		reset() {
			this.hash = this.createHash();
			this.finished = false;
		}
		createHash() {
			return this.secret ? (0,external_node_crypto_.createHmac)("sha256", toBuffer(this.secret)) : (0,external_node_crypto_.createHash)("sha256");
		}
	};
}
function toBuffer(data) {
	if (typeof data === "string") return data;
	if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	return Buffer.from(data);
}
// node_modules/@aws-sdk/client-auto-scaling/
const k = "ref";
const a = -1;
const b = true;
const c = "isSet";
const d = "PartitionResult";
const e = "booleanEquals";
const f = "getAttr";
const g = { [k]: "Endpoint" };
const h = { [k]: d };
const i = {};
const j = [{ [k]: "Region" }];
const _data = {
	conditions: [
		[c, [g]],
		[c, j],
		[
			"aws.partition",
			j,
			d
		],
		[e, [{ [k]: "UseFIPS" }, b]],
		[e, [{ [k]: "UseDualStack" }, b]],
		[e, [{
			fn: f,
			argv: [h, "supportsDualStack"]
		}, b]],
		[e, [{
			fn: f,
			argv: [h, "supportsFIPS"]
		}, b]],
		["stringEquals", [{
			fn: f,
			argv: [h, "name"]
		}, "aws-us-gov"]]
	],
	results: [
		[a],
		[a, "Invalid Configuration: FIPS and custom endpoint are not supported"],
		[a, "Invalid Configuration: Dualstack and custom endpoint are not supported"],
		[g, i],
		["https://autoscaling-fips.{Region}.{PartitionResult#dualStackDnsSuffix}", i],
		[a, "FIPS and DualStack are enabled, but this partition does not support one or both"],
		["https://autoscaling.{Region}.amazonaws.com", i],
		["https://autoscaling-fips.{Region}.{PartitionResult#dnsSuffix}", i],
		[a, "FIPS is enabled but this partition does not support FIPS"],
		["https://autoscaling.{Region}.{PartitionResult#dualStackDnsSuffix}", i],
		[a, "DualStack is enabled but this partition does not support DualStack"],
		["https://autoscaling.{Region}.{PartitionResult#dnsSuffix}", i],
		[a, "Invalid Configuration: Missing Region"]
	]
};
const root = 2;
const nodes = new Int32Array([
	-1,
	1,
	-1,
	0,
	13,
	3,
	1,
	4,
	100000012,
	2,
	5,
	100000012,
	3,
	8,
	6,
	4,
	7,
	100000011,
	5,
	100000009,
	100000010,
	4,
	11,
	9,
	6,
	10,
	100000008,
	7,
	100000006,
	100000007,
	5,
	12,
	100000005,
	6,
	100000004,
	100000005,
	3,
	100000001,
	14,
	4,
	100000002,
	100000003
]);
const bdd = BinaryDecisionDiagram.from(nodes, root, _data.conditions, _data.results);
const cache = new EndpointCache({
	size: 50,
	params: [
		"Endpoint",
		"Region",
		"UseDualStack",
		"UseFIPS"
	]
});
const defaultEndpointResolver = (endpointParams, context = {}) => {
	return cache.get(endpointParams, () => decideEndpoint(bdd, {
		endpointParams,
		logger: context.logger
	}));
};
customEndpointFunctions.aws = awsEndpointFunctions;
var AutoScalingServiceException = class AutoScalingServiceException extends ServiceException {
	static shapeId = "smithy.ts.sdk.synthetic.com.amazonaws.autoscaling#AutoScalingServiceException";
	constructor(options) {
		super(options);
		Object.setPrototypeOf(this, AutoScalingServiceException.prototype);
	}
};
var ActiveInstanceRefreshNotFoundFault = class ActiveInstanceRefreshNotFoundFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ActiveInstanceRefreshNotFoundFault";
	name = "ActiveInstanceRefreshNotFoundFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "ActiveInstanceRefreshNotFoundFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, ActiveInstanceRefreshNotFoundFault.prototype);
	}
};
var AlreadyExistsFault = class AlreadyExistsFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#AlreadyExistsFault";
	name = "AlreadyExistsFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "AlreadyExistsFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, AlreadyExistsFault.prototype);
	}
};
var ResourceContentionFault = class ResourceContentionFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ResourceContentionFault";
	name = "ResourceContentionFault";
	$fault = "server";
	constructor(opts) {
		super({
			name: "ResourceContentionFault",
			$fault: "server",
			...opts
		});
		Object.setPrototypeOf(this, ResourceContentionFault.prototype);
	}
};
var ServiceLinkedRoleFailure = class ServiceLinkedRoleFailure extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ServiceLinkedRoleFailure";
	name = "ServiceLinkedRoleFailure";
	$fault = "server";
	constructor(opts) {
		super({
			name: "ServiceLinkedRoleFailure",
			$fault: "server",
			...opts
		});
		Object.setPrototypeOf(this, ServiceLinkedRoleFailure.prototype);
	}
};
var InstanceRefreshInProgressFault = class InstanceRefreshInProgressFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#InstanceRefreshInProgressFault";
	name = "InstanceRefreshInProgressFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "InstanceRefreshInProgressFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InstanceRefreshInProgressFault.prototype);
	}
};
var LimitExceededFault = class LimitExceededFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#LimitExceededFault";
	name = "LimitExceededFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "LimitExceededFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, LimitExceededFault.prototype);
	}
};
var ResourceInUseFault = class ResourceInUseFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ResourceInUseFault";
	name = "ResourceInUseFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "ResourceInUseFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, ResourceInUseFault.prototype);
	}
};
var ScalingActivityInProgressFault = class ScalingActivityInProgressFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ScalingActivityInProgressFault";
	name = "ScalingActivityInProgressFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "ScalingActivityInProgressFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, ScalingActivityInProgressFault.prototype);
	}
};
var InvalidNextToken = class InvalidNextToken extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#InvalidNextToken";
	name = "InvalidNextToken";
	$fault = "client";
	constructor(opts) {
		super({
			name: "InvalidNextToken",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidNextToken.prototype);
	}
};
var IdempotentCallInProgressFault = class IdempotentCallInProgressFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#IdempotentCallInProgressFault";
	name = "IdempotentCallInProgressFault";
	$fault = "server";
	Message;
	constructor(opts) {
		super({
			name: "IdempotentCallInProgressFault",
			$fault: "server",
			...opts
		});
		Object.setPrototypeOf(this, IdempotentCallInProgressFault.prototype);
		this.Message = opts.Message;
	}
};
var IdempotentParameterMismatchError = class IdempotentParameterMismatchError extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#IdempotentParameterMismatchError";
	name = "IdempotentParameterMismatchError";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "IdempotentParameterMismatchError",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, IdempotentParameterMismatchError.prototype);
		this.Message = opts.Message;
	}
};
var IrreversibleInstanceRefreshFault = class IrreversibleInstanceRefreshFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#IrreversibleInstanceRefreshFault";
	name = "IrreversibleInstanceRefreshFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "IrreversibleInstanceRefreshFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, IrreversibleInstanceRefreshFault.prototype);
	}
};
const _A = "Activities";
const _AC = "AcceleratorCount";
const _ACR = "AcceleratorCountRequest";
const _AEF = "AlreadyExistsFault";
const _AI = "ActivityId";
const _AIRNFF = "ActiveInstanceRefreshNotFoundFault";
const _AIT = "AllowedInstanceTypes";
const _AIc = "ActivityIds";
const _AM = "AcceleratorManufacturers";
const _ANc = "AcceleratorNames";
const _APIA = "AssociatePublicIpAddress";
const _AR = "AutoRollback";
const _ASG = "AutoScalingGroup";
const _ASGARN = "AutoScalingGroupARN";
const _ASGN = "AutoScalingGroupName";
const _ASGNT = "AutoScalingGroupNamesType";
const _ASGNu = "AutoScalingGroupNames";
const _ASGS = "AutoScalingGroupState";
const _ASGT = "AutoScalingGroupsType";
const _ASGu = "AutoScalingGroups";
const _ASl = "AlarmSpecification";
const _AT = "ActivitiesType";
const _ATMMB = "AcceleratorTotalMemoryMiB";
const _ATMMBR = "AcceleratorTotalMemoryMiBRequest";
const _ATcc = "AcceleratorTypes";
const _AZ = "AvailabilityZones";
const _AZD = "AvailabilityZoneDistribution";
const _AZI = "AvailabilityZoneIds";
const _AZIP = "AvailabilityZoneImpairmentPolicy";
const _AZIv = "AvailabilityZoneId";
const _AZv = "AvailabilityZone";
const _Ac = "Activity";
const _Ala = "Alarms";
const _BDM = "BlockDeviceMapping";
const _BDMl = "BlockDeviceMappings";
const _BEBM = "BaselineEbsBandwidthMbps";
const _BEBMR = "BaselineEbsBandwidthMbpsRequest";
const _BM = "BareMetal";
const _BP = "BurstablePerformance";
const _BPF = "BaselinePerformanceFactors";
const _BPFR = "BaselinePerformanceFactorsRequest";
const _BTa = "BakeTime";
const _C = "Cause";
const _CD = "CheckpointDelay";
const _CDS = "CapacityDistributionStrategy";
const _CIR = "CancelInstanceRefresh";
const _CIRA = "CancelInstanceRefreshAnswer";
const _CIRT = "CancelInstanceRefreshType";
const _CLVPCI = "ClassicLinkVPCId";
const _CLVPCSG = "ClassicLinkVPCSecurityGroups";
const _CM = "CpuManufacturers";
const _COUT = "CreateOrUpdateTags";
const _COUTT = "CreateOrUpdateTagsType";
const _CP = "CheckpointPercentages";
const _CPFR = "CpuPerformanceFactorRequest";
const _CR = "CapacityRebalance";
const _CRI = "CapacityReservationIds";
const _CRP = "CapacityReservationPreference";
const _CRRGA = "CapacityReservationResourceGroupArns";
const _CRS = "CapacityReservationSpecification";
const _CRT = "CapacityReservationTarget";
const _CT = "CreatedTime";
const _Co = "Context";
const _Cp = "Cpu";
const _D = "Description";
const _DASGe = "DescribeAutoScalingGroups";
const _DC = "DesiredCapacity";
const _DCT = "DesiredCapacityType";
const _DCe = "DefaultCooldown";
const _DCes = "DesiredConfiguration";
const _DIR = "DescribeInstanceRefreshes";
const _DIRA = "DescribeInstanceRefreshesAnswer";
const _DIRT = "DescribeInstanceRefreshesType";
const _DIW = "DefaultInstanceWarmup";
const _DLCe = "DescribeLaunchConfigurations";
const _DLHAe = "DescribeLifecycleHooksAnswer";
const _DLHTe = "DescribeLifecycleHooksType";
const _DLHe = "DescribeLifecycleHooks";
const _DN = "DeviceName";
const _DOT = "DeleteOnTermination";
const _DP = "DeletionProtection";
const _DR = "DefaultResult";
const _DS = "DistributionSegment";
const _DSATe = "DescribeScalingActivitiesType";
const _DSATes = "DescribeScheduledActionsType";
const _DSAe = "DescribeScalingActivities";
const _DSAes = "DescribeScheduledActions";
const _DSi = "DistributionSegments";
const _DT = "DeleteTags";
const _DTT = "DeleteTagsType";
const _DWPAe = "DescribeWarmPoolAnswer";
const _DWPTe = "DescribeWarmPoolType";
const _DWPe = "DescribeWarmPool";
const _De = "Details";
const _E = "Ebs";
const _EIT = "ExcludedInstanceTypes";
const _EM = "EnabledMetrics";
const _EMn = "EnabledMetric";
const _EO = "EbsOptimized";
const _ETn = "EndTime";
const _En = "Encrypted";
const _Ena = "Enabled";
const _F = "Filters";
const _Fi = "Filter";
const _GT = "GlobalTimeout";
const _Gr = "Granularity";
const _HCGP = "HealthCheckGracePeriod";
const _HCT = "HealthCheckType";
const _HE = "HttpEndpoint";
const _HPRHL = "HttpPutResponseHopLimit";
const _HS = "HealthStatus";
const _HT = "HttpTokens";
const _HTe = "HeartbeatTimeout";
const _I = "Instances";
const _ICIPF = "IdempotentCallInProgressFault";
const _ID = "InstancesDistribution";
const _IDG = "IncludeDeletedGroups";
const _IF = "InstanceFamily";
const _IG = "InstanceGenerations";
const _IIP = "IamInstanceProfile";
const _IIRF = "IrreversibleInstanceRefreshFault";
const _IIm = "ImageId";
const _IIn = "IncludeInstances";
const _IIns = "InstanceId";
const _ILP = "InstanceLifecyclePolicy";
const _IM = "InstanceMonitoring";
const _IMO = "InstanceMetadataOptions";
const _IMP = "InstanceMaintenancePolicy";
const _IMR = "IncludeManagedResources";
const _INT = "InvalidNextToken";
const _IPME = "IdempotentParameterMismatchError";
const _IR = "InstanceRefreshes";
const _IRI = "InstanceRefreshId";
const _IRIPF = "InstanceRefreshInProgressFault";
const _IRIn = "InstanceRefreshIds";
const _IRLPP = "InstanceRefreshLivePoolProgress";
const _IRP = "InstanceReusePolicy";
const _IRPD = "InstanceRefreshProgressDetails";
const _IRWPP = "InstanceRefreshWarmPoolProgress";
const _IRn = "InstanceRefresh";
const _IRns = "InstanceRequirements";
const _IT = "InstanceType";
const _ITU = "InstancesToUpdate";
const _ITUOR = "InstancesToUpdateOnRollback";
const _IW = "InstanceWarmup";
const _IZHCB = "ImpairedZoneHealthCheckBehavior";
const _Ide = "Identifier";
const _In = "Instance";
const _Io = "Iops";
const _K = "Key";
const _KI = "KernelId";
const _KN = "KeyName";
const _LBN = "LoadBalancerNames";
const _LC = "LaunchConfiguration";
const _LCARN = "LaunchConfigurationARN";
const _LCN = "LaunchConfigurationName";
const _LCNT = "LaunchConfigurationNamesType";
const _LCNa = "LaunchConfigurationNames";
const _LCT = "LaunchConfigurationsType";
const _LCa = "LaunchConfigurations";
const _LEF = "LimitExceededFault";
const _LH = "LifecycleHooks";
const _LHN = "LifecycleHookName";
const _LHNi = "LifecycleHookNames";
const _LHi = "LifecycleHook";
const _LPP = "LivePoolProgress";
const _LS = "LifecycleState";
const _LST = "LocalStorageTypes";
const _LSo = "LocalStorage";
const _LT = "LaunchTemplate";
const _LTI = "LaunchTemplateId";
const _LTN = "LaunchTemplateName";
const _LTO = "LaunchTemplateOverrides";
const _LTS = "LaunchTemplateSpecification";
const _LTi = "LifecycleTransition";
const _M = "Message";
const _MGBPVC = "MemoryGiBPerVCpu";
const _MGBPVCR = "MemoryGiBPerVCpuRequest";
const _MGPC = "MaxGroupPreparedCapacity";
const _MHP = "MinHealthyPercentage";
const _MHPa = "MaxHealthyPercentage";
const _MIL = "MaxInstanceLifetime";
const _MIP = "MixedInstancesPolicy";
const _MMB = "MemoryMiB";
const _MMBR = "MemoryMiBRequest";
const _MO = "MetadataOptions";
const _MR = "MaxRecords";
const _MS = "MinSize";
const _MSPAPOOODP = "MaxSpotPriceAsPercentageOfOptimalOnDemandPrice";
const _MSa = "MaxSize";
const _Ma = "Max";
const _Met = "Metric";
const _Mi = "Min";
const _N = "Name";
const _NBG = "NetworkBandwidthGbps";
const _NBGR = "NetworkBandwidthGbpsRequest";
const _ND = "NoDevice";
const _NIC = "NetworkInterfaceCount";
const _NICR = "NetworkInterfaceCountRequest";
const _NIPFSI = "NewInstancesProtectedFromScaleIn";
const _NM = "NotificationMetadata";
const _NT = "NextToken";
const _NTARN = "NotificationTargetARN";
const _O = "Operator";
const _ODAS = "OnDemandAllocationStrategy";
const _ODBC = "OnDemandBaseCapacity";
const _ODMPPOLP = "OnDemandMaxPricePercentageOverLowestPrice";
const _ODPABC = "OnDemandPercentageAboveBaseCapacity";
const _Ov = "Overrides";
const _P = "Progress";
const _PAL = "PropagateAtLaunch";
const _PC = "PredictedCapacity";
const _PCOR = "PercentageCompleteOnRollback";
const _PCe = "PercentageComplete";
const _PD = "ProgressDetails";
const _PDOR = "ProgressDetailsOnRollback";
const _PFRR = "PerformanceFactorReferenceRequest";
const _PFRSR = "PerformanceFactorReferenceSetRequest";
const _PFSI = "ProtectedFromScaleIn";
const _PG = "PlacementGroup";
const _PNr = "ProcessName";
const _PS = "PoolState";
const _PT = "PlacementTenancy";
const _Pr = "Preferences";
const _Pri = "Principal";
const _R = "References";
const _RARN = "RoleARN";
const _RCF = "ResourceContentionFault";
const _RD = "RollbackDetails";
const _RHS = "RequireHibernateSupport";
const _RI = "RamdiskId";
const _RIR = "RollbackInstanceRefresh";
const _RIRA = "RollbackInstanceRefreshAnswer";
const _RIRT = "RollbackInstanceRefreshType";
const _RIUF = "ResourceInUseFault";
const _RIe = "ResourceId";
const _ROSI = "ReuseOnScaleIn";
const _RP = "RefreshPreferences";
const _RR = "RollbackReason";
const _RST = "RollbackStartTime";
const _RT = "RetentionTriggers";
const _RTe = "ResourceType";
const _Re = "Reference";
const _Rec = "Recurrence";
const _S = "Status";
const _SAARN = "ScheduledActionARN";
const _SAIPF = "ScalingActivityInProgressFault";
const _SAN = "ScheduledActionNames";
const _SANc = "ScheduledActionName";
const _SAS = "SpotAllocationStrategy";
const _SAT = "ScheduledActionsType";
const _SC = "StatusCode";
const _SG = "SecurityGroups";
const _SI = "SnapshotId";
const _SIP = "SpotInstancePools";
const _SIPI = "ScaleInProtectedInstances";
const _SIR = "StartInstanceRefresh";
const _SIRA = "StartInstanceRefreshAnswer";
const _SIRT = "StartInstanceRefreshType";
const _SIt = "StandbyInstances";
const _SLRARN = "ServiceLinkedRoleARN";
const _SLRF = "ServiceLinkedRoleFailure";
const _SM = "StatusMessage";
const _SMP = "SpotMaxPrice";
const _SMPPOLP = "SpotMaxPricePercentageOverLowestPrice";
const _SMk = "SkipMatching";
const _SP = "SuspendedProcesses";
const _SPp = "SpotPrice";
const _SPu = "SuspendedProcess";
const _SR = "StatusReason";
const _SRu = "SuspensionReason";
const _ST = "StartTime";
const _SUGA = "ScheduledUpdateGroupActions";
const _SUGAc = "ScheduledUpdateGroupAction";
const _SZSV = "SkipZonalShiftValidation";
const _Str = "Strategy";
const _T = "Tags";
const _TCT = "TargetCapacityTypes";
const _TD = "TagDescription";
const _TDL = "TagDescriptionList";
const _TGARN = "TargetGroupARNs";
const _THA = "TerminateHookAbandon";
const _TLSGB = "TotalLocalStorageGB";
const _TLSGBR = "TotalLocalStorageGBRequest";
const _TP = "TerminationPolicies";
const _TS = "TrafficSources";
const _TSI = "TrafficSourceIdentifier";
const _TZ = "TimeZone";
const _Ta = "Tag";
const _Th = "Throughput";
const _Tim = "Time";
const _Ty = "Type";
const _UASG = "UpdateAutoScalingGroup";
const _UASGT = "UpdateAutoScalingGroupType";
const _UD = "UserData";
const _V = "Value";
const _VCC = "VCpuCount";
const _VCCR = "VCpuCountRequest";
const _VN = "VirtualName";
const _VPCZI = "VPCZoneIdentifier";
const _VS = "VolumeSize";
const _VT = "VolumeType";
const _Va = "Values";
const _Ve = "Version";
const _WC = "WeightedCapacity";
const _WFTI = "WaitForTransitioningInstances";
const _WPC = "WarmPoolConfiguration";
const _WPP = "WarmPoolProgress";
const _WPS = "WarmPoolSize";
const _ZSE = "ZonalShiftEnabled";
const _aQE = "awsQueryError";
const _c = "client";
const _e = "error";
const _hE = "httpError";
const _i = "item";
const _m = "message";
const _s = "smithy.ts.sdk.synthetic.com.amazonaws.autoscaling";
const _se = "server";
const _xN = "xmlName";
const n0 = "com.amazonaws.autoscaling";
const _s_registry = new TypeRegistry(_s);
var AutoScalingServiceException$ = [
	-3,
	_s,
	"AutoScalingServiceException",
	0,
	[],
	[]
];
_s_registry.registerError(AutoScalingServiceException$, AutoScalingServiceException);
const n0_registry = new TypeRegistry(n0);
var ActiveInstanceRefreshNotFoundFault$ = [
	-3,
	n0,
	_AIRNFF,
	{
		[_aQE]: [`ActiveInstanceRefreshNotFound`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(ActiveInstanceRefreshNotFoundFault$, ActiveInstanceRefreshNotFoundFault);
var AlreadyExistsFault$ = [
	-3,
	n0,
	_AEF,
	{
		[_aQE]: [`AlreadyExists`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(AlreadyExistsFault$, AlreadyExistsFault);
var IdempotentCallInProgressFault$ = [
	-3,
	n0,
	_ICIPF,
	{
		[_aQE]: [`IdempotentCallInProgress`, 500],
		[_e]: _se,
		[_hE]: 500
	},
	[_M],
	[0]
];
n0_registry.registerError(IdempotentCallInProgressFault$, IdempotentCallInProgressFault);
var IdempotentParameterMismatchError$ = [
	-3,
	n0,
	_IPME,
	{
		[_aQE]: [`IdempotentParameterMismatch`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(IdempotentParameterMismatchError$, IdempotentParameterMismatchError);
var InstanceRefreshInProgressFault$ = [
	-3,
	n0,
	_IRIPF,
	{
		[_aQE]: [`InstanceRefreshInProgress`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(InstanceRefreshInProgressFault$, InstanceRefreshInProgressFault);
var InvalidNextToken$ = [
	-3,
	n0,
	_INT,
	{
		[_aQE]: [`InvalidNextToken`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(InvalidNextToken$, InvalidNextToken);
var IrreversibleInstanceRefreshFault$ = [
	-3,
	n0,
	_IIRF,
	{
		[_aQE]: [`IrreversibleInstanceRefresh`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(IrreversibleInstanceRefreshFault$, IrreversibleInstanceRefreshFault);
var LimitExceededFault$ = [
	-3,
	n0,
	_LEF,
	{
		[_aQE]: [`LimitExceeded`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(LimitExceededFault$, LimitExceededFault);
var ResourceContentionFault$ = [
	-3,
	n0,
	_RCF,
	{
		[_aQE]: [`ResourceContention`, 500],
		[_e]: _se,
		[_hE]: 500
	},
	[_m],
	[0]
];
n0_registry.registerError(ResourceContentionFault$, ResourceContentionFault);
var ResourceInUseFault$ = [
	-3,
	n0,
	_RIUF,
	{
		[_aQE]: [`ResourceInUse`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(ResourceInUseFault$, ResourceInUseFault);
var ScalingActivityInProgressFault$ = [
	-3,
	n0,
	_SAIPF,
	{
		[_aQE]: [`ScalingActivityInProgress`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(ScalingActivityInProgressFault$, ScalingActivityInProgressFault);
var ServiceLinkedRoleFailure$ = [
	-3,
	n0,
	_SLRF,
	{
		[_aQE]: [`ServiceLinkedRoleFailure`, 500],
		[_e]: _se,
		[_hE]: 500
	},
	[_m],
	[0]
];
n0_registry.registerError(ServiceLinkedRoleFailure$, ServiceLinkedRoleFailure);
const errorTypeRegistries = [_s_registry, n0_registry];
var AcceleratorCountRequest$ = [
	3,
	n0,
	_ACR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var AcceleratorTotalMemoryMiBRequest$ = [
	3,
	n0,
	_ATMMBR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var ActivitiesType$ = [
	3,
	n0,
	_AT,
	0,
	[_A, _NT],
	[() => Activities, 0],
	1
];
var Activity$ = [
	3,
	n0,
	_Ac,
	0,
	[
		_AI,
		_ASGN,
		_C,
		_ST,
		_SC,
		_D,
		_ETn,
		_SM,
		_P,
		_De,
		_ASGS,
		_ASGARN
	],
	[
		0,
		0,
		0,
		4,
		0,
		0,
		4,
		0,
		1,
		0,
		0,
		0
	],
	5
];
var AlarmSpecification$ = [
	3,
	n0,
	_ASl,
	0,
	[_Ala],
	[64]
];
var AutoScalingGroup$ = [
	3,
	n0,
	_ASG,
	0,
	[
		_ASGN,
		_MS,
		_MSa,
		_DC,
		_DCe,
		_AZ,
		_HCT,
		_CT,
		_ASGARN,
		_LCN,
		_LT,
		_MIP,
		_PC,
		_AZI,
		_LBN,
		_TGARN,
		_HCGP,
		_I,
		_SP,
		_PG,
		_VPCZI,
		_EM,
		_S,
		_T,
		_TP,
		_NIPFSI,
		_SLRARN,
		_MIL,
		_CR,
		_WPC,
		_WPS,
		_Co,
		_DCT,
		_DIW,
		_TS,
		_IMP,
		_DP,
		_AZD,
		_AZIP,
		_CRS,
		_ILP,
		_O
	],
	[
		0,
		1,
		1,
		1,
		1,
		64,
		0,
		4,
		0,
		0,
		() => LaunchTemplateSpecification$,
		[() => MixedInstancesPolicy$, 0],
		1,
		64,
		64,
		64,
		1,
		() => Instances,
		() => SuspendedProcesses,
		0,
		0,
		() => EnabledMetrics,
		0,
		() => TagDescriptionList,
		64,
		2,
		0,
		1,
		2,
		() => WarmPoolConfiguration$,
		1,
		0,
		0,
		1,
		() => TrafficSources,
		() => InstanceMaintenancePolicy$,
		0,
		() => AvailabilityZoneDistribution$,
		() => AvailabilityZoneImpairmentPolicy$,
		() => CapacityReservationSpecification$,
		() => InstanceLifecyclePolicy$,
		() => Operator$
	],
	8
];
var AutoScalingGroupNamesType$ = [
	3,
	n0,
	_ASGNT,
	0,
	[
		_ASGNu,
		_IIn,
		_IMR,
		_NT,
		_MR,
		_F
	],
	[
		64,
		2,
		2,
		0,
		1,
		() => Filters
	]
];
var AutoScalingGroupsType$ = [
	3,
	n0,
	_ASGT,
	0,
	[_ASGu, _NT],
	[[() => AutoScalingGroups, 0], 0],
	1
];
var AvailabilityZoneDistribution$ = [
	3,
	n0,
	_AZD,
	0,
	[_CDS],
	[0]
];
var AvailabilityZoneImpairmentPolicy$ = [
	3,
	n0,
	_AZIP,
	0,
	[_ZSE, _IZHCB],
	[2, 0]
];
var BaselineEbsBandwidthMbpsRequest$ = [
	3,
	n0,
	_BEBMR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var BaselinePerformanceFactorsRequest$ = [
	3,
	n0,
	_BPFR,
	0,
	[_Cp],
	[[() => CpuPerformanceFactorRequest$, 0]]
];
var BlockDeviceMapping$ = [
	3,
	n0,
	_BDM,
	0,
	[
		_DN,
		_VN,
		_E,
		_ND
	],
	[
		0,
		0,
		() => Ebs$,
		2
	],
	1
];
var CancelInstanceRefreshAnswer$ = [
	3,
	n0,
	_CIRA,
	0,
	[_IRI],
	[0]
];
var CancelInstanceRefreshType$ = [
	3,
	n0,
	_CIRT,
	0,
	[_ASGN, _WFTI],
	[0, 2],
	1
];
var CapacityReservationSpecification$ = [
	3,
	n0,
	_CRS,
	0,
	[_CRP, _CRT],
	[0, () => CapacityReservationTarget$]
];
var CapacityReservationTarget$ = [
	3,
	n0,
	_CRT,
	0,
	[_CRI, _CRRGA],
	[64, 64]
];
var CpuPerformanceFactorRequest$ = [
	3,
	n0,
	_CPFR,
	0,
	[_R],
	[[() => PerformanceFactorReferenceSetRequest, { [_xN]: _Re }]]
];
var CreateOrUpdateTagsType$ = [
	3,
	n0,
	_COUTT,
	0,
	[_T],
	[() => Tags],
	1
];
var DeleteTagsType$ = [
	3,
	n0,
	_DTT,
	0,
	[_T],
	[() => Tags],
	1
];
var DescribeInstanceRefreshesAnswer$ = [
	3,
	n0,
	_DIRA,
	0,
	[_IR, _NT],
	[[() => InstanceRefreshes, 0], 0]
];
var DescribeInstanceRefreshesType$ = [
	3,
	n0,
	_DIRT,
	0,
	[
		_ASGN,
		_IRIn,
		_NT,
		_MR
	],
	[
		0,
		64,
		0,
		1
	],
	1
];
var DescribeLifecycleHooksAnswer$ = [
	3,
	n0,
	_DLHAe,
	0,
	[_LH],
	[() => LifecycleHooks]
];
var DescribeLifecycleHooksType$ = [
	3,
	n0,
	_DLHTe,
	0,
	[_ASGN, _LHNi],
	[0, 64],
	1
];
var DescribeScalingActivitiesType$ = [
	3,
	n0,
	_DSATe,
	0,
	[
		_AIc,
		_ASGN,
		_IDG,
		_IMR,
		_MR,
		_NT,
		_F
	],
	[
		64,
		0,
		2,
		2,
		1,
		0,
		() => Filters
	]
];
var DescribeScheduledActionsType$ = [
	3,
	n0,
	_DSATes,
	0,
	[
		_ASGN,
		_SAN,
		_ST,
		_ETn,
		_IMR,
		_NT,
		_MR
	],
	[
		0,
		64,
		4,
		4,
		2,
		0,
		1
	]
];
var DescribeWarmPoolAnswer$ = [
	3,
	n0,
	_DWPAe,
	0,
	[
		_WPC,
		_I,
		_NT
	],
	[
		() => WarmPoolConfiguration$,
		() => Instances,
		0
	]
];
var DescribeWarmPoolType$ = [
	3,
	n0,
	_DWPTe,
	0,
	[
		_ASGN,
		_MR,
		_NT
	],
	[
		0,
		1,
		0
	],
	1
];
var DesiredConfiguration$ = [
	3,
	n0,
	_DCes,
	0,
	[_LT, _MIP],
	[() => LaunchTemplateSpecification$, [() => MixedInstancesPolicy$, 0]]
];
var DistributionSegment$ = [
	3,
	n0,
	_DS,
	0,
	[_TCT],
	[64]
];
var Ebs$ = [
	3,
	n0,
	_E,
	0,
	[
		_SI,
		_VS,
		_VT,
		_DOT,
		_Io,
		_En,
		_Th
	],
	[
		0,
		1,
		0,
		2,
		1,
		2,
		1
	]
];
var EnabledMetric$ = [
	3,
	n0,
	_EMn,
	0,
	[_Met, _Gr],
	[0, 0]
];
var Filter$ = [
	3,
	n0,
	_Fi,
	0,
	[_N, _Va],
	[0, 64]
];
var Instance$ = [
	3,
	n0,
	_In,
	0,
	[
		_IIns,
		_AZv,
		_LS,
		_HS,
		_PFSI,
		_IT,
		_AZIv,
		_LCN,
		_LT,
		_IIm,
		_WC
	],
	[
		0,
		0,
		0,
		0,
		2,
		0,
		0,
		0,
		() => LaunchTemplateSpecification$,
		0,
		0
	],
	5
];
var InstanceLifecyclePolicy$ = [
	3,
	n0,
	_ILP,
	0,
	[_RT],
	[() => RetentionTriggers$]
];
var InstanceMaintenancePolicy$ = [
	3,
	n0,
	_IMP,
	0,
	[_MHP, _MHPa],
	[1, 1]
];
var InstanceMetadataOptions$ = [
	3,
	n0,
	_IMO,
	0,
	[
		_HT,
		_HPRHL,
		_HE
	],
	[
		0,
		1,
		0
	]
];
var InstanceMonitoring$ = [
	3,
	n0,
	_IM,
	0,
	[_Ena],
	[2]
];
var InstanceRefresh$ = [
	3,
	n0,
	_IRn,
	0,
	[
		_IRI,
		_ASGN,
		_S,
		_SR,
		_ST,
		_ETn,
		_PCe,
		_ITU,
		_PD,
		_Pr,
		_DCes,
		_RD,
		_Str
	],
	[
		0,
		0,
		0,
		0,
		4,
		4,
		1,
		1,
		() => InstanceRefreshProgressDetails$,
		() => RefreshPreferences$,
		[() => DesiredConfiguration$, 0],
		() => RollbackDetails$,
		0
	]
];
var InstanceRefreshLivePoolProgress$ = [
	3,
	n0,
	_IRLPP,
	0,
	[_PCe, _ITU],
	[1, 1]
];
var InstanceRefreshProgressDetails$ = [
	3,
	n0,
	_IRPD,
	0,
	[_LPP, _WPP],
	[() => InstanceRefreshLivePoolProgress$, () => InstanceRefreshWarmPoolProgress$]
];
var InstanceRefreshWarmPoolProgress$ = [
	3,
	n0,
	_IRWPP,
	0,
	[_PCe, _ITU],
	[1, 1]
];
var InstanceRequirements$ = [
	3,
	n0,
	_IRns,
	0,
	[
		_VCC,
		_MMB,
		_CM,
		_MGBPVC,
		_EIT,
		_IG,
		_SMPPOLP,
		_MSPAPOOODP,
		_ODMPPOLP,
		_BM,
		_BP,
		_RHS,
		_NIC,
		_LSo,
		_LST,
		_TLSGB,
		_BEBM,
		_ATcc,
		_AC,
		_AM,
		_ANc,
		_ATMMB,
		_NBG,
		_AIT,
		_BPF
	],
	[
		() => VCpuCountRequest$,
		() => MemoryMiBRequest$,
		64,
		() => MemoryGiBPerVCpuRequest$,
		64,
		64,
		1,
		1,
		1,
		0,
		0,
		2,
		() => NetworkInterfaceCountRequest$,
		0,
		64,
		() => TotalLocalStorageGBRequest$,
		() => BaselineEbsBandwidthMbpsRequest$,
		64,
		() => AcceleratorCountRequest$,
		64,
		64,
		() => AcceleratorTotalMemoryMiBRequest$,
		() => NetworkBandwidthGbpsRequest$,
		64,
		[() => BaselinePerformanceFactorsRequest$, 0]
	],
	2
];
var InstanceReusePolicy$ = [
	3,
	n0,
	_IRP,
	0,
	[_ROSI],
	[2]
];
var InstancesDistribution$ = [
	3,
	n0,
	_ID,
	0,
	[
		_ODAS,
		_ODBC,
		_ODPABC,
		_SAS,
		_SIP,
		_SMP,
		_DSi
	],
	[
		0,
		1,
		1,
		0,
		1,
		0,
		() => DistributionSegments
	]
];
var LaunchConfiguration$ = [
	3,
	n0,
	_LC,
	0,
	[
		_LCN,
		_IIm,
		_IT,
		_CT,
		_LCARN,
		_KN,
		_SG,
		_CLVPCI,
		_CLVPCSG,
		_UD,
		_KI,
		_RI,
		_BDMl,
		_IM,
		_SPp,
		_IIP,
		_EO,
		_APIA,
		_PT,
		_MO
	],
	[
		0,
		0,
		0,
		4,
		0,
		0,
		64,
		0,
		64,
		0,
		0,
		0,
		() => BlockDeviceMappings,
		() => InstanceMonitoring$,
		0,
		0,
		2,
		2,
		0,
		() => InstanceMetadataOptions$
	],
	4
];
var LaunchConfigurationNamesType$ = [
	3,
	n0,
	_LCNT,
	0,
	[
		_LCNa,
		_NT,
		_MR
	],
	[
		64,
		0,
		1
	]
];
var LaunchConfigurationsType$ = [
	3,
	n0,
	_LCT,
	0,
	[_LCa, _NT],
	[() => LaunchConfigurations, 0],
	1
];
var LaunchTemplate$ = [
	3,
	n0,
	_LT,
	0,
	[_LTS, _Ov],
	[() => LaunchTemplateSpecification$, [() => Overrides, 0]]
];
var LaunchTemplateOverrides$ = [
	3,
	n0,
	_LTO,
	0,
	[
		_IT,
		_WC,
		_LTS,
		_IRns,
		_IIm
	],
	[
		0,
		0,
		() => LaunchTemplateSpecification$,
		[() => InstanceRequirements$, 0],
		0
	]
];
var LaunchTemplateSpecification$ = [
	3,
	n0,
	_LTS,
	0,
	[
		_LTI,
		_LTN,
		_Ve
	],
	[
		0,
		0,
		0
	]
];
var LifecycleHook$ = [
	3,
	n0,
	_LHi,
	0,
	[
		_LHN,
		_ASGN,
		_LTi,
		_NTARN,
		_RARN,
		_NM,
		_HTe,
		_GT,
		_DR
	],
	[
		0,
		0,
		0,
		0,
		0,
		0,
		1,
		1,
		0
	]
];
var MemoryGiBPerVCpuRequest$ = [
	3,
	n0,
	_MGBPVCR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var MemoryMiBRequest$ = [
	3,
	n0,
	_MMBR,
	0,
	[_Mi, _Ma],
	[1, 1],
	1
];
var MixedInstancesPolicy$ = [
	3,
	n0,
	_MIP,
	0,
	[_LT, _ID],
	[[() => LaunchTemplate$, 0], () => InstancesDistribution$]
];
var NetworkBandwidthGbpsRequest$ = [
	3,
	n0,
	_NBGR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var NetworkInterfaceCountRequest$ = [
	3,
	n0,
	_NICR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var Operator$ = [
	3,
	n0,
	_O,
	0,
	[_Pri],
	[0],
	1
];
var PerformanceFactorReferenceRequest$ = [
	3,
	n0,
	_PFRR,
	0,
	[_IF],
	[0]
];
var RefreshPreferences$ = [
	3,
	n0,
	_RP,
	0,
	[
		_MHP,
		_IW,
		_CP,
		_CD,
		_SMk,
		_AR,
		_SIPI,
		_SIt,
		_ASl,
		_MHPa,
		_BTa
	],
	[
		1,
		1,
		65,
		1,
		2,
		2,
		0,
		0,
		() => AlarmSpecification$,
		1,
		1
	]
];
var RetentionTriggers$ = [
	3,
	n0,
	_RT,
	0,
	[_THA],
	[0]
];
var RollbackDetails$ = [
	3,
	n0,
	_RD,
	0,
	[
		_RR,
		_RST,
		_PCOR,
		_ITUOR,
		_PDOR
	],
	[
		0,
		4,
		1,
		1,
		() => InstanceRefreshProgressDetails$
	]
];
var RollbackInstanceRefreshAnswer$ = [
	3,
	n0,
	_RIRA,
	0,
	[_IRI],
	[0]
];
var RollbackInstanceRefreshType$ = [
	3,
	n0,
	_RIRT,
	0,
	[_ASGN],
	[0],
	1
];
var ScheduledActionsType$ = [
	3,
	n0,
	_SAT,
	0,
	[_SUGA, _NT],
	[() => ScheduledUpdateGroupActions, 0]
];
var ScheduledUpdateGroupAction$ = [
	3,
	n0,
	_SUGAc,
	0,
	[
		_ASGN,
		_SANc,
		_SAARN,
		_Tim,
		_ST,
		_ETn,
		_Rec,
		_MS,
		_MSa,
		_DC,
		_TZ
	],
	[
		0,
		0,
		0,
		4,
		4,
		4,
		0,
		1,
		1,
		1,
		0
	]
];
var StartInstanceRefreshAnswer$ = [
	3,
	n0,
	_SIRA,
	0,
	[_IRI],
	[0]
];
var StartInstanceRefreshType$ = [
	3,
	n0,
	_SIRT,
	0,
	[
		_ASGN,
		_Str,
		_DCes,
		_Pr
	],
	[
		0,
		0,
		[() => DesiredConfiguration$, 0],
		() => RefreshPreferences$
	],
	1
];
var SuspendedProcess$ = [
	3,
	n0,
	_SPu,
	0,
	[_PNr, _SRu],
	[0, 0]
];
var Tag$ = [
	3,
	n0,
	_Ta,
	0,
	[
		_K,
		_RIe,
		_RTe,
		_V,
		_PAL
	],
	[
		0,
		0,
		0,
		0,
		2
	],
	1
];
var TagDescription$ = [
	3,
	n0,
	_TD,
	0,
	[
		_RIe,
		_RTe,
		_K,
		_V,
		_PAL
	],
	[
		0,
		0,
		0,
		0,
		2
	]
];
var TotalLocalStorageGBRequest$ = [
	3,
	n0,
	_TLSGBR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var TrafficSourceIdentifier$ = [
	3,
	n0,
	_TSI,
	0,
	[_Ide, _Ty],
	[0, 0],
	1
];
var UpdateAutoScalingGroupType$ = [
	3,
	n0,
	_UASGT,
	0,
	[
		_ASGN,
		_LCN,
		_LT,
		_MIP,
		_MS,
		_MSa,
		_DC,
		_DCe,
		_AZ,
		_AZI,
		_HCT,
		_HCGP,
		_PG,
		_VPCZI,
		_TP,
		_NIPFSI,
		_SLRARN,
		_MIL,
		_CR,
		_Co,
		_DCT,
		_DIW,
		_IMP,
		_AZD,
		_AZIP,
		_SZSV,
		_CRS,
		_ILP,
		_DP
	],
	[
		0,
		0,
		() => LaunchTemplateSpecification$,
		[() => MixedInstancesPolicy$, 0],
		1,
		1,
		1,
		1,
		64,
		64,
		0,
		1,
		0,
		0,
		64,
		2,
		0,
		1,
		2,
		0,
		0,
		1,
		() => InstanceMaintenancePolicy$,
		() => AvailabilityZoneDistribution$,
		() => AvailabilityZoneImpairmentPolicy$,
		2,
		() => CapacityReservationSpecification$,
		() => InstanceLifecyclePolicy$,
		0
	],
	1
];
var VCpuCountRequest$ = [
	3,
	n0,
	_VCCR,
	0,
	[_Mi, _Ma],
	[1, 1],
	1
];
var WarmPoolConfiguration$ = [
	3,
	n0,
	_WPC,
	0,
	[
		_MGPC,
		_MS,
		_PS,
		_S,
		_IRP
	],
	[
		1,
		1,
		0,
		0,
		() => InstanceReusePolicy$
	]
];
var __Unit = "unit";
var Activities = [
	1,
	n0,
	_A,
	0,
	() => Activity$
];
var AutoScalingGroups = [
	1,
	n0,
	_ASGu,
	0,
	[() => AutoScalingGroup$, 0]
];
var BlockDeviceMappings = [
	1,
	n0,
	_BDMl,
	0,
	() => BlockDeviceMapping$
];
var DistributionSegments = [
	1,
	n0,
	_DSi,
	0,
	() => DistributionSegment$
];
var EnabledMetrics = [
	1,
	n0,
	_EM,
	0,
	() => EnabledMetric$
];
var Filters = [
	1,
	n0,
	_F,
	0,
	() => Filter$
];
var InstanceRefreshes = [
	1,
	n0,
	_IR,
	0,
	[() => InstanceRefresh$, 0]
];
var Instances = [
	1,
	n0,
	_I,
	0,
	() => Instance$
];
var LaunchConfigurations = [
	1,
	n0,
	_LCa,
	0,
	() => LaunchConfiguration$
];
var LifecycleHooks = [
	1,
	n0,
	_LH,
	0,
	() => LifecycleHook$
];
var Overrides = [
	1,
	n0,
	_Ov,
	0,
	[() => LaunchTemplateOverrides$, 0]
];
var PerformanceFactorReferenceSetRequest = [
	1,
	n0,
	_PFRSR,
	0,
	[() => PerformanceFactorReferenceRequest$, { [_xN]: _i }]
];
var ScheduledUpdateGroupActions = [
	1,
	n0,
	_SUGA,
	0,
	() => ScheduledUpdateGroupAction$
];
var SuspendedProcesses = [
	1,
	n0,
	_SP,
	0,
	() => SuspendedProcess$
];
var TagDescriptionList = [
	1,
	n0,
	_TDL,
	0,
	() => TagDescription$
];
var Tags = [
	1,
	n0,
	_T,
	0,
	() => Tag$
];
var TrafficSources = [
	1,
	n0,
	_TS,
	0,
	() => TrafficSourceIdentifier$
];
var CancelInstanceRefresh$ = [
	9,
	n0,
	_CIR,
	0,
	() => CancelInstanceRefreshType$,
	() => CancelInstanceRefreshAnswer$
];
var CreateOrUpdateTags$ = [
	9,
	n0,
	_COUT,
	0,
	() => CreateOrUpdateTagsType$,
	() => __Unit
];
var DeleteTags$ = [
	9,
	n0,
	_DT,
	0,
	() => DeleteTagsType$,
	() => __Unit
];
var DescribeAutoScalingGroups$ = [
	9,
	n0,
	_DASGe,
	0,
	() => AutoScalingGroupNamesType$,
	() => AutoScalingGroupsType$
];
var DescribeInstanceRefreshes$ = [
	9,
	n0,
	_DIR,
	0,
	() => DescribeInstanceRefreshesType$,
	() => DescribeInstanceRefreshesAnswer$
];
var DescribeLaunchConfigurations$ = [
	9,
	n0,
	_DLCe,
	0,
	() => LaunchConfigurationNamesType$,
	() => LaunchConfigurationsType$
];
var DescribeLifecycleHooks$ = [
	9,
	n0,
	_DLHe,
	0,
	() => DescribeLifecycleHooksType$,
	() => DescribeLifecycleHooksAnswer$
];
var DescribeScalingActivities$ = [
	9,
	n0,
	_DSAe,
	0,
	() => DescribeScalingActivitiesType$,
	() => ActivitiesType$
];
var DescribeScheduledActions$ = [
	9,
	n0,
	_DSAes,
	0,
	() => DescribeScheduledActionsType$,
	() => ScheduledActionsType$
];
var DescribeWarmPool$ = [
	9,
	n0,
	_DWPe,
	0,
	() => DescribeWarmPoolType$,
	() => DescribeWarmPoolAnswer$
];
var RollbackInstanceRefresh$ = [
	9,
	n0,
	_RIR,
	0,
	() => RollbackInstanceRefreshType$,
	() => RollbackInstanceRefreshAnswer$
];
var StartInstanceRefresh$ = [
	9,
	n0,
	_SIR,
	0,
	() => StartInstanceRefreshType$,
	() => StartInstanceRefreshAnswer$
];
var UpdateAutoScalingGroup$ = [
	9,
	n0,
	_UASG,
	0,
	() => UpdateAutoScalingGroupType$,
	() => __Unit
];
const getRuntimeConfig$1 = (config) => {
	return {
		apiVersion: "2011-01-01",
		base64Decoder: config?.base64Decoder ?? fromBase64,
		base64Encoder: config?.base64Encoder ?? toBase64$1,
		disableHostPrefix: config?.disableHostPrefix ?? false,
		endpointProvider: config?.endpointProvider ?? defaultEndpointResolver,
		extensions: config?.extensions ?? [],
		httpAuthSchemeProvider: config?.httpAuthSchemeProvider ?? defaultAutoScalingHttpAuthSchemeProvider,
		httpAuthSchemes: config?.httpAuthSchemes ?? [{
			schemeId: "aws.auth#sigv4",
			identityProvider: (ipc) => ipc.getIdentityProvider("aws.auth#sigv4"),
			signer: new AwsSdkSigV4Signer()
		}],
		logger: config?.logger ?? new NoOpLogger(),
		protocol: config?.protocol ?? AwsQueryProtocol,
		protocolSettings: config?.protocolSettings ?? {
			defaultNamespace: "com.amazonaws.autoscaling",
			errorTypeRegistries,
			xmlNamespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
			version: "2011-01-01",
			serviceTarget: "AutoScaling_2011_01_01"
		},
		serviceId: config?.serviceId ?? "Auto Scaling",
		sha256: config?.sha256 ?? Sha256Node,
		urlParser: config?.urlParser ?? parseUrl,
		utf8Decoder: config?.utf8Decoder ?? fromUtf8$1,
		utf8Encoder: config?.utf8Encoder ?? toUtf8$1
	};
};
const getRuntimeConfig = (config) => {
	emitWarningIfUnsupportedVersion(process.version);
	const defaultsMode = resolveDefaultsModeConfig(config);
	const defaultConfigProvider = () => defaultsMode().then(loadConfigsForDefaultMode);
	const clientSharedValues = getRuntimeConfig$1(config);
	emitWarningIfUnsupportedVersion$1(process.version);
	const loaderConfig = {
		profile: config?.profile,
		logger: clientSharedValues.logger
	};
	return {
		...clientSharedValues,
		...config,
		runtime: "node",
		defaultsMode,
		authSchemePreference: config?.authSchemePreference ?? loadConfig(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, loaderConfig),
		bodyLengthChecker: config?.bodyLengthChecker ?? calculateBodyLength,
		credentialDefaultProvider: config?.credentialDefaultProvider ?? defaultProvider,
		defaultSocketTimeout: getDefaultSocketTimeout(config?.requestHandler, 9e5),
		defaultUserAgentProvider: config?.defaultUserAgentProvider ?? createDefaultUserAgentProvider({
			serviceId: clientSharedValues.serviceId,
			clientVersion: version
		}),
		maxAttempts: config?.maxAttempts ?? loadConfig(NODE_MAX_ATTEMPT_CONFIG_OPTIONS, config),
		region: config?.region ?? loadConfig(NODE_REGION_CONFIG_OPTIONS, {
			...NODE_REGION_CONFIG_FILE_OPTIONS,
			...loaderConfig
		}),
		requestHandler: NodeHttpHandler.create(config?.requestHandler ?? defaultConfigProvider),
		retryMode: config?.retryMode ?? loadConfig({
			...NODE_RETRY_MODE_CONFIG_OPTIONS,
			default: async () => (await defaultConfigProvider()).retryMode || DEFAULT_RETRY_MODE
		}, config),
		streamCollector: config?.streamCollector ?? streamCollector,
		useDualstackEndpoint: config?.useDualstackEndpoint ?? loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
		useFipsEndpoint: config?.useFipsEndpoint ?? loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
		userAgentAppId: config?.userAgentAppId ?? loadConfig(NODE_APP_ID_CONFIG_OPTIONS, loaderConfig)
	};
};
const getHttpAuthExtensionConfiguration = (runtimeConfig) => {
	const _httpAuthSchemes = runtimeConfig.httpAuthSchemes;
	let _httpAuthSchemeProvider = runtimeConfig.httpAuthSchemeProvider;
	let _credentials = runtimeConfig.credentials;
	return {
		setHttpAuthScheme(httpAuthScheme) {
			const index = _httpAuthSchemes.findIndex((scheme) => scheme.schemeId === httpAuthScheme.schemeId);
			if (index === -1) _httpAuthSchemes.push(httpAuthScheme);
			else _httpAuthSchemes.splice(index, 1, httpAuthScheme);
		},
		httpAuthSchemes() {
			return _httpAuthSchemes;
		},
		setHttpAuthSchemeProvider(httpAuthSchemeProvider) {
			_httpAuthSchemeProvider = httpAuthSchemeProvider;
		},
		httpAuthSchemeProvider() {
			return _httpAuthSchemeProvider;
		},
		setCredentials(credentials) {
			_credentials = credentials;
		},
		credentials() {
			return _credentials;
		}
	};
};
const resolveHttpAuthRuntimeConfig = (config) => {
	return {
		httpAuthSchemes: config.httpAuthSchemes(),
		httpAuthSchemeProvider: config.httpAuthSchemeProvider(),
		credentials: config.credentials()
	};
};
const resolveRuntimeExtensions = (runtimeConfig, extensions) => {
	const extensionConfiguration = Object.assign(getAwsRegionExtensionConfiguration(runtimeConfig), getDefaultExtensionConfiguration(runtimeConfig), getHttpHandlerExtensionConfiguration(runtimeConfig), getHttpAuthExtensionConfiguration(runtimeConfig));
	extensions.forEach((extension) => extension.configure(extensionConfiguration));
	return Object.assign(runtimeConfig, resolveAwsRegionExtensionConfiguration(extensionConfiguration), resolveDefaultRuntimeConfig(extensionConfiguration), resolveHttpHandlerRuntimeConfig(extensionConfiguration), resolveHttpAuthRuntimeConfig(extensionConfiguration));
};
var AutoScalingClient = class extends Client {
	config;
	constructor(...[configuration]) {
		const _config_0 = getRuntimeConfig(configuration || {});
		super(_config_0);
		this.initConfig = _config_0;
		const _config_2 = resolveUserAgentConfig(resolveClientEndpointParameters(_config_0));
		const _config_3 = resolveRetryConfig(_config_2);
		const _config_5 = resolveHostHeaderConfig(resolveRegionConfig(_config_3));
		const _config_6 = resolveEndpointConfig(_config_5);
		const _config_7 = resolveHttpAuthSchemeConfig(_config_6);
		const _config_8 = resolveRuntimeExtensions(_config_7, configuration?.extensions || []);
		this.config = _config_8;
		this.middlewareStack.use(getSchemaSerdePlugin(this.config));
		this.middlewareStack.use(getUserAgentPlugin(this.config));
		this.middlewareStack.use(getRetryPlugin(this.config));
		this.middlewareStack.use(getContentLengthPlugin(this.config));
		this.middlewareStack.use(getHostHeaderPlugin(this.config));
		this.middlewareStack.use(getLoggerPlugin(this.config));
		this.middlewareStack.use(getRecursionDetectionPlugin(this.config));
		this.middlewareStack.use(getHttpAuthSchemeEndpointRuleSetPlugin(this.config, {
			httpAuthSchemeParametersProvider: defaultAutoScalingHttpAuthSchemeParametersProvider,
			identityProviderConfigProvider: async (config) => new DefaultIdentityProviderConfig({ "aws.auth#sigv4": config.credentials })
		}));
		this.middlewareStack.use(getHttpSigningPlugin(this.config));
	}
	destroy() {
		super.destroy();
	}
};
const command$1 = makeBuilder(commonParams, "AutoScaling_2011_01_01", "AutoScalingClient", getEndpointPlugin);
const _ep0 = {};
const _mw0 = (Command, cs, config, o) => [];
var CancelInstanceRefreshCommand = class extends command$1(_ep0, _mw0, "CancelInstanceRefresh", CancelInstanceRefresh$) {};
var CreateOrUpdateTagsCommand = class extends command$1(_ep0, _mw0, "CreateOrUpdateTags", CreateOrUpdateTags$) {};
var DeleteTagsCommand = class extends command$1(_ep0, _mw0, "DeleteTags", DeleteTags$) {};
var DescribeAutoScalingGroupsCommand = class extends command$1(_ep0, _mw0, "DescribeAutoScalingGroups", DescribeAutoScalingGroups$) {};
var DescribeInstanceRefreshesCommand = class extends command$1(_ep0, _mw0, "DescribeInstanceRefreshes", DescribeInstanceRefreshes$) {};
var DescribeLifecycleHooksCommand = class extends command$1(_ep0, _mw0, "DescribeLifecycleHooks", DescribeLifecycleHooks$) {};
var DescribeScalingActivitiesCommand = class extends command$1(_ep0, _mw0, "DescribeScalingActivities", DescribeScalingActivities$) {};
var DescribeScheduledActionsCommand = class extends command$1(_ep0, _mw0, "DescribeScheduledActions", DescribeScheduledActions$) {};
var DescribeWarmPoolCommand = class extends command$1(_ep0, _mw0, "DescribeWarmPool", DescribeWarmPool$) {};
var RollbackInstanceRefreshCommand = class extends command$1(_ep0, _mw0, "RollbackInstanceRefresh", RollbackInstanceRefresh$) {};
var StartInstanceRefreshCommand = class extends command$1(_ep0, _mw0, "StartInstanceRefresh", StartInstanceRefresh$) {};
var UpdateAutoScalingGroupCommand = class extends command$1(_ep0, _mw0, "UpdateAutoScalingGroup", UpdateAutoScalingGroup$) {};
// src/rollout/ports.ts
var AwsProblem = class extends Error {
	name = "AwsProblem";
	problem;
	constructor(problem, cause) {
		super(`${problem.operation}: ${problem.code}: ${problem.message}`, { cause });
		this.problem = problem;
	}
};
function problemIn(thrown) {
	if (thrown instanceof AwsProblem) return thrown.problem;
	throw thrown;
}
function collectProblems() {
	const problems = [];
	const ask = async (read) => read.catch((thrown) => {
		problems.push(problemIn(thrown));
	});
	return {
		ask,
		problems
	};
}
const TRIAL = "trial";
// src/aws/paging.ts
const MOST_PAGES = 1e3;
async function pages({ read }, operation, { page, items, next, enough = () => false }) {
	const found = [];
	const seen = /* @__PURE__ */ new Set();
	let token;
	do {
		const asked = token;
		const answer = await read(operation, (options) => page(asked, options));
		found.push(...items(answer) ?? []);
		token = next(answer) || void 0;
		if (token === void 0 || enough(found)) return found;
		if (seen.has(token)) break;
		seen.add(token);
	} while (seen.size < MOST_PAGES);
	throw new AwsProblem({
		kind: "rejected",
		operation,
		code: "EndlessPages",
		message: `the answer goes on after ${seen.size} pages, or begins again`
	});
}
// src/aws/present.ts
const present = (value) => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== void 0));
// src/rollout/launch-template/marker.ts
const form$4 = /^ami-rollout\/1 from=(\d+) image=(ami-[0-9a-z]+) sha=([0-9a-f]{0,12}) run=([\w.-]+)(?: source=(\d+))?/;
function describe(from, image, { id, sha, source }) {
	const made = source === void 0 || source === from ? "" : ` source=${source}`;
	return `ami-rollout/1 from=${from} image=${image} sha=${sha.slice(0, 12)} run=${id}${made}`;
}
function markerIn(description) {
	const [, from, image, sha, run, source = from] = form$4.exec(description) ?? [];
	if (from === void 0 || image === void 0 || sha === void 0 || run === void 0) return void 0;
	return {
		from: Number(from),
		source: Number(source),
		image,
		sha,
		run
	};
}
const tokenFor$1 = (template, source, image, run) => `ami-rollout-${run.id}-${template}-${source}-${image}`;
// src/rollout/launch-template/lineage.ts
const markerOn = ({ description, image }) => {
	const marker = markerIn(description);
	return marker?.image === image ? marker : void 0;
};
function markerOf(version, versions) {
	const marker = markerOn(version);
	return versions.some((each) => each.version < version.version && haveSameMarker(each, version)) ? void 0 : marker;
}
const isCopied = (version, versions) => versions.some((each) => each.version > version.version && haveSameMarker(each, version));
function haveSameMarker(one, other) {
	const [mine, its] = [markerOn(one), markerOn(other)];
	if (one.id !== other.id || !mine || !its) return false;
	return mine.run === its.run && mine.source === its.source && mine.image === its.image;
}
function ancestors(version, versions) {
	const from = markerOf(version, versions)?.from;
	const source = from !== void 0 && from < version.version ? versions.find((each) => each.id === version.id && each.version === from) : void 0;
	return source ? [source, ...ancestors(source, versions)] : [];
}
// src/rollout/launch-template/tag-origin.ts
const originOf$1 = ({ run, attempt }, { at }, limit) => ({
	run: run.id,
	attempt,
	until: at + limit
});
const originText = ({ run, attempt, refresh, until }) => `run=${run}/${attempt}${refresh === void 0 ? "" : ` refresh=${refresh}`} until=${new Date(until).toISOString().slice(0, 19)}Z`;
const form$3 = /(?:^| )run=([\w.-]+)\/(\d+)(?: refresh=([\w-]+))? until=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;
function originIn(value) {
	const [, run, attempt, refresh, until] = form$3.exec(value) ?? [];
	if (run === void 0 || until === void 0) return void 0;
	return {
		run,
		attempt: Number(attempt),
		...refresh !== void 0 && { refresh },
		until: Date.parse(until)
	};
}
const withoutOrigin = (value) => value.replace(form$3, "");
function withRefresh(value, refresh) {
	const origin = originIn(value);
	return origin ? `${withoutOrigin(value)} ${originText({
		...origin,
		refresh
	})}` : value;
}
const isConfirmed = (origin, { versions, refreshes }) => refreshes.some(({ id }) => id === origin.refresh) || versions.some((each) => markerOf(each, versions)?.run === origin.run);
// src/rollout/launch-template/alias.ts
const ALIAS_TAG = "ami-rollout:alias";
function taggedAliases({ tags, templates }) {
	const value = withoutOrigin(tags.get("ami-rollout:alias") ?? "");
	if (isAlias(value)) return new Map(templates.map(({ id }) => [id, value]));
	return new Map(value.split(" ").flatMap((pair) => {
		const [id = "", alias = ""] = pair.split("=");
		return isAlias(alias) ? [[id, alias]] : [];
	}));
}
function aliasFact({ tags }) {
	const aliasTag = tags.get(ALIAS_TAG);
	return aliasTag === void 0 ? {} : { aliasTag };
}
function withAliasTag(group, tag) {
	const { [ALIAS_TAG]: _, ...others } = Object.fromEntries(group.tags);
	return {
		...group,
		tags: new Map(Object.entries(tag === void 0 ? others : {
			...others,
			[ALIAS_TAG]: tag
		}))
	};
}
function agreedAliases(group, { aliasTag }) {
	const carried = taggedAliases({
		...group,
		tags: new Map(aliasTag === void 0 ? [] : [[ALIAS_TAG, aliasTag]])
	});
	return new Map([...taggedAliases(group)].filter(([id, alias]) => carried.get(id) === alias));
}
function aliasTag(aliases, templates) {
	const [first, ...others] = new Set(templates.map(({ id }) => aliases.get(id)));
	if (first !== void 0 && others.length === 0) return first;
	return [...aliases].map(([id, alias]) => `${id}=${alias}`).join(" ");
}
function aliasTagFor(group, origin) {
	const follows = group.templates.flatMap(({ id, version }) => isAlias(version) ? [[id, version]] : []);
	if (follows.length === 0) return void 0;
	return `${aliasTag(new Map([...taggedAliases(group), ...follows]), group.templates)} ${originText(origin)}`;
}
const isAlias = (version) => version === "$Latest" || version === "$Default";
const meaning = (alias, template) => alias === "$Latest" ? template.latest : template.default;
const mayRestore = (alias, saved, template, proven) => saved === String(proven) && meaning(alias, template) === proven;
const versionOf = (spec) => isAlias(spec) ? spec : Number(spec);
// src/rollout/model/lifecycle.ts
const known$2 = [
	"Pending",
	"Pending:Wait",
	"Pending:Proceed",
	"Quarantined",
	"InService",
	"Terminating",
	"Terminating:Wait",
	"Terminating:Proceed",
	"Terminating:Retained",
	"Terminated",
	"Detaching",
	"Detached",
	"EnteringStandby",
	"Standby",
	"ReplacingRootVolume",
	"ReplacingRootVolume:Wait",
	"ReplacingRootVolume:Proceed",
	"RootVolumeReplaced",
	"Warmed:Pending",
	"Warmed:Pending:Wait",
	"Warmed:Pending:Proceed",
	"Warmed:Pending:Retained",
	"Warmed:Terminating",
	"Warmed:Terminating:Wait",
	"Warmed:Terminating:Proceed",
	"Warmed:Terminating:Retained",
	"Warmed:Terminated",
	"Warmed:Stopped",
	"Warmed:Running",
	"Warmed:Hibernated"
];
const isKnown = (text) => known$2.some((state) => state === text);
const lifecycleOf = (text) => isKnown(text) ? text : text;
const isInService = ({ lifecycle }) => lifecycle === "InService";
const isLaunching = ({ lifecycle }) => lifecycle === "Pending" || lifecycle === "Pending:Wait" || lifecycle === "Pending:Proceed";
const isTerminating = ({ lifecycle }) => lifecycle === "Terminating" || lifecycle === "Terminating:Wait" || lifecycle === "Terminating:Proceed";
const isRetained = ({ lifecycle }) => lifecycle === "Terminating:Retained";
const isLeaving = (living) => isTerminating(living) || isRetained(living) || isDetaching(living) || living.lifecycle === "Terminated";
const isDetaching = ({ lifecycle }) => lifecycle === "Detaching" || lifecycle === "Detached";
const isStandby = ({ lifecycle }) => lifecycle === "Standby" || lifecycle === "EnteringStandby";
const isInWarmPool = ({ lifecycle }) => lifecycle.startsWith("Warmed:");
const isWaitingForHook = ({ lifecycle }) => lifecycle === "Pending:Wait" || lifecycle === "Terminating:Wait";
// src/rollout/model/refresh-status.ts
const known$1 = [
	"Pending",
	"InProgress",
	"Baking",
	"Successful",
	"Failed",
	"Cancelling",
	"Cancelled",
	"RollbackInProgress",
	"RollbackSuccessful",
	"RollbackFailed"
];
const isKnownStatus = (text) => known$1.some((status) => status === text);
const refreshStatus = (text) => isKnownStatus(text) ? text : text;
const NOT_LISTED = "NotListed";
const isActive = (status) => isPending(status) || isReplacing(status) || isBaking(status) || isCancelling(status) || isRollingBack(status);
const isPending = (status) => status === "Pending";
const isReplacing = (status) => status === "InProgress";
const isBaking = (status) => status === "Baking";
const isSuccessful = (status) => status === "Successful";
const isCancelling = (status) => status === "Cancelling";
const isCancelled = (status) => status === "Cancelled";
const isRollingBack = (status) => status === "RollbackInProgress";
const isRolledBack = (status) => status === "RollbackSuccessful";
const isRollbackFailed = (status) => status === "RollbackFailed";
const hasRollback = (status) => isRollingBack(status) || isRolledBack(status) || isRollbackFailed(status);
const hasCancel = (status) => isCancelling(status) || isCancelled(status);
// src/aws/launch-source.ts
function savedIn(group, unknown) {
	const { LaunchTemplate: template, MixedInstancesPolicy: policy } = group;
	const templates = distinct$1(specificationsIn(group).map(namedBy));
	if (policy) return {
		form: "mixed-instances-policy",
		templates,
		mixed: mixedFrom(policy, unknown)
	};
	return {
		form: template ? "launch-template" : "launch-configuration",
		templates
	};
}
function specificationsIn(source) {
	const mixed = source.MixedInstancesPolicy?.LaunchTemplate;
	const overrides = mixed?.Overrides?.map((override) => override.LaunchTemplateSpecification) ?? [];
	return [
		source.LaunchTemplate,
		mixed?.LaunchTemplateSpecification,
		...overrides
	].filter((each) => each !== void 0);
}
const namedBy = ({ LaunchTemplateId: id = "", LaunchTemplateName: name = "", Version: version = "$Default" }) => ({
	id,
	name,
	version
});
const distinct$1 = (all) => all.filter((each, i) => all.findIndex(({ id, version }) => id === each.id && version === each.version) === i);
const mixedFrom = (policy, unknown) => ({
	whole: policy,
	unknown,
	overrides: policy.LaunchTemplate?.Overrides?.map(overrideFrom) ?? []
});
const overrideFrom = (override) => {
	const { InstanceType: type, ImageId: image, LaunchTemplateSpecification: own } = override;
	return {
		...type !== void 0 && { type },
		...own?.LaunchTemplateId !== void 0 && { template: own.LaunchTemplateId },
		...image !== void 0 && { image },
		byAttributes: override.InstanceRequirements !== void 0
	};
};
function refreshTarget(source) {
	const named = distinct$1(specificationsIn(source ?? {}).map(namedBy));
	return named.length > 0 && named.every(({ id }) => id !== "") ? { to: named.map(({ id, version }) => ({
		template: id,
		version
	})) } : {};
}
function sourceWith({ mixed }, choices) {
	if (mixed) return { MixedInstancesPolicy: policyWith$1(mixed, choices) };
	const [only] = choices;
	return { LaunchTemplate: {
		LaunchTemplateId: only?.id,
		Version: String(only?.version)
	} };
}
function policyWith$1({ whole }, choices) {
	const policy = whole;
	const { LaunchTemplate: template } = policy;
	return {
		...policy,
		LaunchTemplate: {
			...template,
			LaunchTemplateSpecification: template?.LaunchTemplateSpecification && chosen(template.LaunchTemplateSpecification, choices),
			...template?.Overrides && { Overrides: template.Overrides.map((override) => overrideWith(override, choices)) }
		}
	};
}
const overrideWith = (override, choices) => {
	const { LaunchTemplateSpecification: own } = override;
	return own ? {
		...override,
		LaunchTemplateSpecification: chosen(own, choices)
	} : override;
};
function chosen({ LaunchTemplateName: _, ...named }, choices) {
	const choice = choices.find(({ id }) => id === named.LaunchTemplateId);
	return choice ? {
		...named,
		Version: String(choice.version)
	} : named;
}
// src/aws/bounds.ts
const LIMITS = {
	connect: 1e4,
	answer: 3e4,
	call: 75e3
};
const SESSION_LIMITS = {
	connect: 5e3,
	answer: 1e4,
	call: 3e4
};
var TimeLimit = class extends Error {
	name = "TimeLimit";
	isOwn;
	constructor(message, isOwn) {
		super(message);
		this.isOwn = isOwn;
	}
};
async function bounded$1({ clock, limit, stop }, work) {
	const call = new AbortController();
	const done = new AbortController();
	const ended = Promise.withResolvers();
	const end = (message, isOwn) => {
		if (call.signal.aborted || done.signal.aborted) return;
		const late = new TimeLimit(message, isOwn);
		call.abort(late);
		ended.reject(late);
	};
	const stopped = () => end("it was not waited for any longer", false);
	if (stop?.aborted) stopped();
	stop?.addEventListener("abort", stopped, { once: true });
	try {
		ended.promise.catch(() => {});
		if (call.signal.aborted) return await ended.promise;
		clock.sleep(limit, done.signal).then(() => end(`no answer within ${limit / 1e3} s`, true));
		return await Promise.race([work(call.signal), ended.promise]);
	} finally {
		done.abort("done");
		stop?.removeEventListener("abort", stopped);
	}
}
// src/aws/thrown.ts
function read(thrown) {
	if (!(thrown instanceof Error)) return void 0;
	const { name, message } = thrown;
	const status = numberAt(at$1(thrown, "$metadata"), "httpStatusCode");
	const [code, syscall] = [textAt$1(thrown, "code"), textAt$1(thrown, "syscall")];
	return {
		name,
		message,
		...code !== void 0 && { code },
		...syscall !== void 0 && { syscall },
		...status !== void 0 && { status },
		answered: "$fault" in thrown && status !== void 0
	};
}
const isDeserialization = (thrown) => thrown instanceof Error && "$response" in thrown && !("$fault" in thrown);
const at$1 = (value, key) => typeof value === "object" && value !== null && key in value ? Reflect.get(value, key) : void 0;
const textAt$1 = (value, key) => {
	const found = at$1(value, key);
	return typeof found === "string" ? found : void 0;
};
const numberAt = (value, key) => {
	const found = at$1(value, key);
	return typeof found === "number" ? found : void 0;
};
// src/aws/answer.ts
var ForeignAnswer = class extends Error {
	name = "ForeignAnswer";
	status;
	type;
	excerpt;
	$retryable;
	constructor({ statusCode, headers }, body) {
		super(`HTTP ${statusCode} with an answer that is not AWS's`);
		this.status = statusCode;
		this.type = String(headers["content-type"] ?? "");
		this.$retryable = statusCode >= 400 && statusCode < 500 && statusCode !== 429 ? void 0 : { throttling: false };
		this.excerpt = body.replace(/\s+/g, " ").trim().slice(0, 120);
	}
};
var IncompleteAnswer = class extends Error {
	name = "IncompleteAnswer";
	constructor(member) {
		super(`the answer has no ${member}`);
	}
};
const destinations = /* @__PURE__ */ new WeakMap();
const sent = /* @__PURE__ */ new WeakSet();
const destinationOf = (thrown) => typeof thrown === "object" && thrown !== null ? destinations.get(thrown) : void 0;
const wasSent = (call) => sent.has(call);
const wholeAnswers = ({ clock, limits, proxyTo }) => ({ applyToStack: (stack) => stack.add((next, context) => async (args) => {
	const call = context[SMITHY_CONTEXT_KEY]?.["abortSignal"];
	if (call instanceof AbortSignal) sent.add(call);
	try {
		return await bounded$1({
			clock,
			limit: limits.answer
		}, async (late) => {
			const result = await next(args);
			if (isResponse(result.response)) result.response.body = await bodyOf(result.response, args.request, late);
			return result;
		});
	} catch (thrown) {
		const failure = thrown instanceof TimeLimit ? timeout$1(thrown) : thrown;
		if (typeof failure === "object" && failure !== null) destinations.set(failure, destination$1(args.request, proxyTo));
		throw failure;
	}
}, {
	step: "deserialize",
	priority: "low",
	name: "wholeAnswer"
}) });
const timeout$1 = (late) => Object.assign(new Error(late.message, { cause: late }), { name: "TimeoutError" });
const isResponse = (value) => typeof value === "object" && value !== null && "statusCode" in value && "headers" in value && "body" in value;
function destination$1(request, proxyTo) {
	const host = textAt$1(request, "hostname") ?? "";
	const proxy = textAt$1(request, "protocol") === "https:" ? proxyTo(host, numberAt(request, "port")) : void 0;
	return {
		host,
		...proxy !== void 0 && { proxy }
	};
}
async function bodyOf(response, request, late) {
	const bytes = await collected(response.body, late);
	if (!(speaksJson(request) ? isJsonObject(bytes) : isXmlResponse(bytes))) throw new ForeignAnswer(response, head$1(bytes));
	return bytes;
}
async function collected(body, late) {
	if (!isStream(body)) return Buffer.from(body instanceof Uint8Array ? body : []);
	const giveUp = () => body.destroy();
	late.addEventListener("abort", giveUp, { once: true });
	try {
		const chunks = [];
		for await (const chunk of body) chunks.push(chunk);
		return Buffer.concat(chunks);
	} finally {
		late.removeEventListener("abort", giveUp);
	}
}
const isStream = (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value && "destroy" in value;
const speaksJson = (request) => textAt$1(at$1(request, "headers"), "content-type")?.includes("json") ?? false;
function isJsonObject(bytes) {
	try {
		const value = JSON.parse(bytes.toString("utf8"));
		return typeof value === "object" && value !== null;
	} catch {
		return false;
	}
}
const ENDS = 400;
const head$1 = (bytes) => bytes.subarray(0, ENDS).toString("utf8");
const tail = (bytes) => bytes.subarray(-400).toString("utf8").trimEnd();
const ROOT = /^\uFEFF?(?:\s|<\?[^>]*>|<!--[\s\S]*?-->)*<((?:\w+:)?\w*Response)(?:\s[^>]*?)?(\/?)>/;
function isXmlResponse(bytes) {
	const [, root, isEmpty] = ROOT.exec(head$1(bytes)) ?? [];
	return root !== void 0 && (isEmpty === "/" || tail(bytes).endsWith(`</${root}>`));
}
// src/aws/unchanged-members.ts
const onlyOf = (list) => Array.isArray(list) && list.length === 1 ? list[0] : void 0;
const text$1 = (value) => typeof value === "string" ? value : void 0;
const LISTS = {
	DescribeAutoScalingGroupsCommand: {
		element: "Instances",
		owner: (input) => text$1(onlyOf(at$1(input, "AutoScalingGroupNames"))),
		in: (output) => at$1(onlyOf(at$1(output, "AutoScalingGroups")), "Instances")
	},
	DescribeTargetHealthCommand: {
		element: "TargetHealthDescriptions",
		owner: (input) => text$1(at$1(input, "TargetGroupArn")),
		in: (output) => at$1(output, "TargetHealthDescriptions")
	},
	DescribeInstanceHealthCommand: {
		element: "InstanceStates",
		owner: (input) => text$1(at$1(input, "LoadBalancerName")),
		in: (output) => at$1(output, "InstanceStates")
	}
};
function oncePerObject(make) {
	const made = /* @__PURE__ */ new WeakMap();
	return (from, owner) => {
		const to = made.get(from) ?? make(from, owner);
		made.set(from, to);
		return to;
	};
}
function unchangedMembers() {
	const kept = /* @__PURE__ */ new Map();
	const shortened = /* @__PURE__ */ new WeakMap();
	return { applyToStack: (stack) => {
		stack.add((next) => async (args) => {
			const result = await next(args);
			const answer = typeof result.response === "object" && result.response !== null ? result.response : {};
			const short = shortened.get(answer);
			if (short) kept.set(short.owner, joined(short, result.output));
			return result;
		}, {
			step: "deserialize",
			priority: "high",
			name: "joinMembers"
		});
		stack.addRelativeTo((next, context) => async (args) => {
			const result = await next(args);
			const list = LISTS[context.commandName ?? ""];
			const owner = list?.owner(args.input);
			if (!list || owner === void 0 || !isAnswer(result.response)) return result;
			const split = splitMembers(Buffer.from(result.response.body).toString("utf8"), list.element);
			if (!split) return result;
			const known = kept.get(owner) ?? /* @__PURE__ */ new Map();
			const changed = split.members.filter((member) => !known.has(member));
			result.response.body = Buffer.from(split.before + changed.map((member) => member + END_OF_MEMBER).join("") + split.after);
			shortened.set(result.response, {
				list,
				owner,
				members: split.members,
				known
			});
			return result;
		}, {
			relation: "before",
			toMiddleware: "wholeAnswer",
			name: "splitMembers"
		});
	} };
}
function joined({ list, members, known }, output) {
	const read = list.in(output);
	if (!Array.isArray(read)) throw new IncompleteAnswer(list.element);
	let next = 0;
	const all = /* @__PURE__ */ new Map();
	const inOrder = members.map((member) => {
		const found = known.has(member) ? known.get(member) : read[next++];
		all.set(member, found);
		return found;
	});
	if (next !== read.length) throw new IncompleteAnswer(list.element);
	read.splice(0, read.length, ...inOrder);
	return all;
}
const MEMBER = "<member>";
const END_OF_MEMBER = "</member>";
function splitMembers(xml, element) {
	const opening = `<${element}>`;
	const [from, to] = [xml.indexOf(opening) + opening.length, xml.lastIndexOf(`</${element}>`)];
	if (from < opening.length || to < from || xml.includes(opening, from)) return void 0;
	const list = xml.slice(from, to);
	const members = list.split(END_OF_MEMBER);
	return (members.pop() ?? "").trim() === "" && list.split(MEMBER).length === members.length + 1 && members.every((each) => each.trimStart().startsWith(MEMBER)) && !list.includes("<!") ? {
		before: xml.slice(0, from),
		members,
		after: xml.slice(to)
	} : void 0;
}
const isAnswer = (response) => at$1(response, "statusCode") === 200 && at$1(response, "body") instanceof Uint8Array;
// src/aws/auto-scaling/from.ts
const MS_PER_SECOND = 1e3;
const inMs = (seconds) => seconds === void 0 ? void 0 : seconds * MS_PER_SECOND;
function groupFrom(group, { at, unknown }) {
	const attached = (type) => group.TrafficSources?.flatMap(({ Type, Identifier }) => Type === type && Identifier ? [Identifier] : []) ?? [];
	const { AutoScalingGroupName: name = "", InstanceMaintenancePolicy: policy } = group;
	const warmup = notNegative(group.DefaultInstanceWarmup);
	const [min, max] = [notNegative(policy?.MinHealthyPercentage), notNegative(policy?.MaxHealthyPercentage)];
	return {
		at,
		name,
		arn: group.AutoScalingGroupARN ?? "",
		account: group.AutoScalingGroupARN?.split(":")[4] ?? "",
		desired: group.DesiredCapacity ?? 0,
		min: group.MinSize ?? 0,
		max: group.MaxSize ?? 0,
		...savedIn(group, unknown),
		healthCheckType: group.HealthCheckType ?? "EC2",
		healthCheckGracePeriod: (group.HealthCheckGracePeriod ?? 0) * MS_PER_SECOND,
		...present({ defaultInstanceWarmup: inMs(warmup) }),
		...min !== void 0 && max !== void 0 && { maintenance: {
			minHealthyPercentage: min,
			maxHealthyPercentage: max
		} },
		subnets: group.VPCZoneIdentifier?.split(",").filter(Boolean) ?? [],
		zones: group.AvailabilityZones ?? [],
		targetGroups: [.../* @__PURE__ */ new Set([
			...group.TargetGroupARNs ?? [],
			...attached("elbv2"),
			...group.LoadBalancerNames ?? [],
			...attached("elb")
		])],
		unwatched: attached("vpc-lattice"),
		suspended: group.SuspendedProcesses?.flatMap(({ ProcessName }) => ProcessName ?? []) ?? [],
		protectsNewInstances: group.NewInstancesProtectedFromScaleIn ?? false,
		tags: new Map(group.Tags?.map(({ Key = "", Value = "" }) => [Key, Value])),
		instances: group.Instances?.map((each) => sharedInstanceFrom(each, name)) ?? [],
		hasWarmPool: group.WarmPoolConfiguration !== void 0,
		isReservedOnly: group.CapacityReservationSpecification?.CapacityReservationPreference === "capacity-reservations-only",
		...present({ operator: group.Operator?.Principal })
	};
}
function useOf(template, group) {
	const versions = [...specificationsIn(group), ...group.Instances?.flatMap((instance) => instance.LaunchTemplate ?? []) ?? []].flatMap((each) => each.LaunchTemplateId === template ? [versionOf(each.Version ?? "$Default")] : []);
	if (versions.length === 0) return [];
	const mixed = group.MixedInstancesPolicy && { mixed: true };
	return [{
		template,
		group: group.AutoScalingGroupName ?? "",
		versions: [...new Set(versions)],
		...mixed
	}];
}
const notNegative = (value) => value !== void 0 && value >= 0 ? value : void 0;
const sharedInstanceFrom = oncePerObject(instanceFrom);
function instanceFrom(instance) {
	const { LaunchTemplateId: id, Version: version } = instance.LaunchTemplate ?? {};
	return {
		id: instance.InstanceId ?? "",
		type: instance.InstanceType ?? "",
		zone: instance.AvailabilityZone ?? "",
		lifecycle: lifecycleOf(instance.LifecycleState ?? ""),
		healthy: instance.HealthStatus?.toLowerCase() === "healthy",
		protectedFromScaleIn: instance.ProtectedFromScaleIn ?? false,
		...id !== void 0 && version !== void 0 && { template: {
			id,
			version: Number(version)
		} },
		...instance.WeightedCapacity !== void 0 && { weight: Number(instance.WeightedCapacity) }
	};
}
function refreshFrom(refresh) {
	const preferences = refresh.Preferences ?? {};
	return {
		id: refresh.InstanceRefreshId ?? "",
		status: refreshStatus(refresh.Status ?? ""),
		...present({
			percent: refresh.PercentageComplete,
			left: refresh.InstancesToUpdate,
			reason: refresh.StatusReason,
			rollbackReason: refresh.RollbackDetails?.RollbackReason,
			began: refresh.StartTime?.getTime(),
			ended: refresh.EndTime?.getTime()
		}),
		...refreshTarget(refresh.DesiredConfiguration),
		preferences: present({
			checkpoints: preferences.CheckpointPercentages ?? [],
			checkpointDelay: preferences.CheckpointPercentages ? inMs(preferences.CheckpointDelay) : 0,
			alarms: preferences.AlarmSpecification?.Alarms ?? [],
			minHealthyPercentage: preferences.MinHealthyPercentage,
			maxHealthyPercentage: preferences.MaxHealthyPercentage,
			instanceWarmup: inMs(preferences.InstanceWarmup),
			bakeTime: inMs(preferences.BakeTime),
			skipMatching: preferences.SkipMatching,
			autoRollback: preferences.AutoRollback,
			scaleInProtectedInstances: preferences.ScaleInProtectedInstances,
			standbyInstances: preferences.StandbyInstances
		})
	};
}
// src/aws/auto-scaling/unknown-members.ts
function answerOf(command) {
	let response;
	command.middlewareStack.add((next) => async (args) => {
		const result = await next(args);
		response = result.response;
		return result;
	}, {
		step: "deserialize",
		priority: "low",
		name: "keepAnswer"
	});
	return { text: () => {
		const bytes = at$1(response, "body");
		return bytes instanceof Uint8Array ? Buffer.from(bytes).toString("utf8") : "";
	} };
}
const POLICY = /<MixedInstancesPolicy>[\s\S]*<\/MixedInstancesPolicy>/;
const ELEMENT = /<([A-Z]\w*)[\s/>]/g;
function unknownMembers(xml, policy) {
	const [text = ""] = POLICY.exec(xml) ?? [];
	const known = /* @__PURE__ */ new Set(["MixedInstancesPolicy", ...namesIn(policy)]);
	const found = [...text.matchAll(ELEMENT)].flatMap(([, name]) => name === void 0 || known.has(name) ? [] : [name]);
	return [...new Set(found)].sort();
}
const namesIn = (value) => typeof value !== "object" || value === null ? [] : Object.entries(value).flatMap(([key, inner]) => [key, ...namesIn(inner)]);
// src/aws/auto-scaling/reads.ts
const LARGEST_PAGE = 100;
const LAUNCH_WORDS = /^Launching a new EC2 instance(?:[:.]|$)/;
const LISTED_LATE = 6e4;
const ENDED = [
	"Successful",
	"Failed",
	"Cancelled"
];
const hasEnded$1 = ({ StatusCode }) => StatusCode !== void 0 && ENDED.includes(StatusCode);
const isLaunch = ({ Description = "" }) => LAUNCH_WORDS.test(Description);
const failedAmong = (activities, since) => activities.flatMap((activity) => {
	const { ActivityId: id = "", StartTime, StatusCode: status, StatusMessage, Description = "" } = activity;
	const began = StartTime?.getTime();
	return (status === "Failed" || status === "Cancelled") && isLaunch(activity) && began !== void 0 && began >= since ? [{
		id,
		began,
		status,
		message: StatusMessage ?? Description
	}] : [];
});
function endedBefore(activities, since) {
	const starts = (some) => some.flatMap(({ StartTime }) => StartTime && StartTime.getTime() >= since ? [StartTime.getTime()] : []);
	const unended = activities.filter((each) => isLaunch(each) && !hasEnded$1(each));
	return Math.max(since, Math.min(Math.max(...starts(activities)) - LISTED_LATE, ...starts(unended)));
}
const LARGEST_POOL_PAGE = 50;
const TIME = /At \d{4}-\d{2}-\d{2}T[\d:]+Z /g;
function autoScalingReads(calls) {
	const { client, read, awsNow } = calls;
	const autoScaling = client(AutoScalingClient);
	const page = (token) => ({
		MaxRecords: LARGEST_PAGE,
		...token && { NextToken: token }
	});
	const activitiesOf = (name, enough) => pages(calls, "DescribeScalingActivities", {
		page: (token, options) => autoScaling.send(new DescribeScalingActivitiesCommand({
			AutoScalingGroupName: name,
			...page(token)
		}), options),
		items: ({ Activities }) => Activities,
		next: ({ NextToken }) => NextToken,
		enough
	});
	return {
		async group(name) {
			const describe = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
			const answer = answerOf(describe);
			const group = (await read("DescribeAutoScalingGroups", (options) => autoScaling.send(describe, options))).AutoScalingGroups?.[0];
			const policy = group?.MixedInstancesPolicy;
			return group && groupFrom(group, {
				at: awsNow(),
				unknown: policy ? unknownMembers(answer.text(), policy) : []
			});
		},
		groupsTagged: ({ key, value }) => pages(calls, "DescribeAutoScalingGroups", {
			page: (token, options) => {
				const Filters = [{
					Name: `tag:${key}`,
					Values: [value]
				}];
				return autoScaling.send(new DescribeAutoScalingGroupsCommand({
					Filters,
					...page(token)
				}), options);
			},
			items: ({ AutoScalingGroups = [] }) => AutoScalingGroups.flatMap(({ AutoScalingGroupName: name, Status }) => name && !Status ? [name] : []),
			next: ({ NextToken }) => NextToken
		}),
		async hooks(name) {
			const describe = new DescribeLifecycleHooksCommand({ AutoScalingGroupName: name });
			const { LifecycleHooks = [] } = await read("DescribeLifecycleHooks", (options) => autoScaling.send(describe, options));
			return LifecycleHooks.map(({ LifecycleHookName = "", LifecycleTransition = "", HeartbeatTimeout = 0 }) => ({
				name: LifecycleHookName,
				at: LifecycleTransition.endsWith("LAUNCHING") ? "launch" : "termination",
				timeout: HeartbeatTimeout * MS_PER_SECOND
			}));
		},
		async scheduledActions(name) {
			return (await pages(calls, "DescribeScheduledActions", {
				page: (token, options) => autoScaling.send(new DescribeScheduledActionsCommand({
					AutoScalingGroupName: name,
					...page(token)
				}), options),
				items: ({ ScheduledUpdateGroupActions }) => ScheduledUpdateGroupActions,
				next: ({ NextToken }) => NextToken
			})).flatMap(({ ScheduledActionName: action = "", StartTime: at, ...of }) => {
				const sizes = {
					min: of.MinSize,
					max: of.MaxSize,
					desired: of.DesiredCapacity
				};
				return at ? [{
					name: action,
					at: at.getTime(),
					...present({
						recurrence: of.Recurrence,
						...sizes
					})
				}] : [];
			});
		},
		async warmPool(name) {
			return (await pages(calls, "DescribeWarmPool", {
				page: (token, options) => autoScaling.send(new DescribeWarmPoolCommand({
					AutoScalingGroupName: name,
					MaxRecords: LARGEST_POOL_PAGE,
					...token && { NextToken: token }
				}), options),
				items: ({ Instances }) => Instances,
				next: ({ NextToken }) => NextToken
			})).map(instanceFrom);
		},
		async refreshes(name) {
			return (await pages(calls, "DescribeInstanceRefreshes", {
				page: (token, options) => autoScaling.send(new DescribeInstanceRefreshesCommand({
					AutoScalingGroupName: name,
					...page(token)
				}), options),
				items: ({ InstanceRefreshes }) => InstanceRefreshes,
				next: ({ NextToken }) => NextToken
			})).map(refreshFrom);
		},
		async refresh(name, id) {
			const describe = new DescribeInstanceRefreshesCommand({
				AutoScalingGroupName: name,
				InstanceRefreshIds: [id]
			});
			return (await read("DescribeInstanceRefreshes", (options) => autoScaling.send(describe, options))).InstanceRefreshes?.map(refreshFrom).find((each) => each.id === id);
		},
		templateUses: (templates) => pages(calls, "DescribeAutoScalingGroups", {
			page: (token, options) => autoScaling.send(new DescribeAutoScalingGroupsCommand(page(token)), options),
			items: ({ AutoScalingGroups = [] }) => AutoScalingGroups.flatMap((group) => templates.flatMap((id) => useOf(id, group))),
			next: ({ NextToken }) => NextToken
		}),
		async causes(name, instances) {
			const named = (found, id) => found.find(({ Description }) => Description?.includes(id));
			const activities = await activitiesOf(name, (found) => instances.every((id) => named(found, id)));
			return instances.flatMap((id) => {
				const newest = named(activities, id);
				return newest?.Cause === void 0 ? [] : [newest.Cause.replaceAll(TIME, "").replaceAll(`instance ${id}`, id).replaceAll(id, "the instance")];
			});
		},
		async launches(name, since) {
			const isOlder = (activity) => hasEnded$1(activity) && activity.StartTime !== void 0 && activity.StartTime.getTime() < since;
			const isEnough = (found) => found.some(isOlder) || failedAmong(found, since).length >= 100;
			const found = await activitiesOf(name, isEnough);
			return {
				failed: failedAmong(found, since),
				endedBefore: endedBefore(found, since)
			};
		}
	};
}
// src/rollout/model/refresh.ts
const names$1 = ({ to = [] }, { templates }) => templates.length > 0 && to.length === templates.length && templates.every((each) => namesVersion({ to }, each));
function namesNumbers(refresh, templates, numbers) {
	const ids = [...new Set(templates.map(({ id }) => id))];
	const { to = [] } = refresh;
	return ids.length === numbers.length && to.length === ids.length && ids.every((id, i) => namesVersion(refresh, {
		id,
		version: numbers[i] ?? 0
	}));
}
const namesVersion = ({ to = [] }, { id, version }) => to.some((each) => each.template === id && each.version === String(version));
// src/rollout/hand-over.ts
const HAND_OVER_TAG = "ami-rollout:handed-over";
function handOverNote({ run, attempt, refresh, from, to, failureCode, until }) {
	const code = failureCode === void 0 ? "" : ` code=${failureCode}`;
	return `run=${run}/${attempt} refresh=${refresh} from=${from.join(",")} to=${to.join(",")}${code} until=${new Date(until).toISOString().slice(0, 19)}Z`;
}
const form$2 = /^run=([\w.-]+)\/(\d+) refresh=([\w-]+) from=(\d+(?:,\d+)*|) to=(\d+(?:,\d+)*)(?: code=([a-z-]+))? until=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;
function handOverNoteIn(value) {
	const [, run, attempt, refresh, from, to, failureCode, until] = form$2.exec(value ?? "") ?? [];
	if (run === void 0 || refresh === void 0 || to === void 0 || until === void 0) return void 0;
	return {
		run,
		attempt: Number(attempt),
		refresh,
		from: from ? from.split(",").map(Number) : [],
		to: to.split(",").map(Number),
		...failureCode !== void 0 && { failureCode },
		until: Date.parse(until)
	};
}
function handedOverBy(run, value) {
	const note = handOverNoteIn(value);
	return note?.run === run.id ? note : void 0;
}
function shownNote({ group, refreshes }, run) {
	const note = handedOverBy(run, group.tags.get(HAND_OVER_TAG));
	const refresh = note && refreshes.find(({ id }) => id === note.refresh);
	if (!note || !refresh) return void 0;
	return namesNumbers(refresh, group.templates, note.to) || note.failureCode !== void 0 && namesNumbers(refresh, group.templates, note.from) ? {
		note,
		refresh
	} : void 0;
}
// src/rollout/launch-template/last-rollout.ts
const LAST_TAG = "ami-rollout:last";
const lastRolloutText = ({ from, to, saved, at, ...origin }) => `from=${from.join(",")} to=${to.join(",")}${saved === void 0 ? "" : ` saved=${saved}`} at=${new Date(at).toISOString().slice(0, 19)}Z ${originText(origin)}`;
const form$1 = /^from=((?:\d+(?:,\d+)*)?) to=(\d+(?:,\d+)*)(?: saved=(\d+|\$Latest|\$Default))? at=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;
function lastRolloutIn(value = "") {
	const origin = originIn(value);
	const [, from, to, saved, at] = form$1.exec(withoutOrigin(value)) ?? [];
	if (!origin || from === void 0 || to === void 0 || at === void 0) return void 0;
	return {
		...origin,
		from: numbers$2(from),
		to: numbers$2(to),
		...saved !== void 0 && { saved },
		at: Date.parse(at)
	};
}
const numbers$2 = (text) => text.split(",").filter(Boolean).map(Number);
const lastRolloutOf = ({ tags }) => lastRolloutIn(tags.get(LAST_TAG));
function formerFact(group, run) {
	const last = lastRolloutOf(group);
	return last?.run === run && last.saved !== void 0 ? { former: last.saved } : {};
}
function provenLastRollout(evidence) {
	const { group, refreshes, run, isOwnStart } = evidence;
	const last = lastRolloutOf(group);
	if (!last) return void 0;
	const its = refreshes.findIndex((each) => last.refresh === void 0 ? last.run === run && (each.began ?? last.at) >= last.at && isOwnStart(each) : each.id === last.refresh);
	const refresh = refreshes[its];
	if (!refresh || !namesNumbers(refresh, group.templates, last.to)) return void 0;
	return isProven(last.from, group, refreshes.slice(its + 1)) ? {
		...last,
		refresh: refresh.id
	} : void 0;
}
function isProven(versions, { templates, instances }, refreshes) {
	if (versions.length === 0) return true;
	const ids = [...new Set(templates.map(({ id }) => id))];
	const isRun = (id, version) => instances.some(({ template }) => template?.id === id && template.version === version);
	const isSaved = (id, version) => templates.some((each) => each.id === id && each.version === String(version));
	return refreshes.some((each) => isSuccessful(each.status) && namesNumbers(each, templates, versions)) || ids.every((id, i) => isRun(id, versions[i] ?? 0) || isSaved(id, versions[i] ?? 0));
}
const LONGEST_CLAIM = 864e5;
function claimOfOther(last, { run, now }) {
	if (!last || last.run === run || last.refresh !== void 0) return void 0;
	const until = Math.min(last.until, last.at + LONGEST_CLAIM);
	return last.at <= now && now < until ? {
		...last,
		until
	} : void 0;
}
function lastOfTemplate(last, i) {
	const [from, to] = [last?.from[i], last?.to[i]];
	return from !== void 0 && to !== void 0 ? { last: {
		from,
		to
	} } : {};
}
const numbersOf = (versions, { templates }) => [...new Set(templates.map(({ id }) => id))].flatMap((id) => versions.find((each) => each.id === id)?.version ?? []);
// src/rollout/launch-template/rollback-note.ts
const ROLLBACK_TAG = "ami-rollout:rollback";
const rollbackNote = ({ versions, failureCode, undoes, ...origin }) => `to=${versions.join(",")}${failureCode === void 0 ? "" : ` code=${failureCode}`}${undoes === void 0 ? "" : ` undoes=${undoes}`} ${originText(origin)}`;
const action_form = /^to=(\d+(?:,\d+)*)(?: code=([a-z-]+))?(?: undoes=([\w-]+))?$/;
function rollbackNoteIn(value = "") {
	const origin = originIn(value);
	const [, versions, failureCode, undoes] = action_form.exec(withoutOrigin(value)) ?? [];
	if (!origin || versions === void 0) return void 0;
	return {
		...origin,
		versions: versions.split(",").map(Number),
		...failureCode !== void 0 && { failureCode },
		...undoes !== void 0 && { undoes }
	};
}
function notedBy(value, evidence) {
	const note = rollbackNoteIn(value);
	return note?.run === evidence.run.id && isOfNewest(note, evidence) ? note.versions : void 0;
}
const isOfNewest = ({ refresh, versions }, { templates, newest }) => newest !== void 0 && (refresh === void 0 ? namesNumbers(newest, templates, versions) : newest.id === refresh);
function unbegunRollback(value, newest) {
	const note = rollbackNoteIn(value);
	if (note?.undoes === void 0 || note.undoes !== newest?.id) return void 0;
	return isActive(newest.status) || isSuccessful(newest.status) || isRolledBack(newest.status) ? void 0 : {
		note,
		refresh: newest
	};
}
// src/aws/auto-scaling/writes.ts
function autoScalingWrites({ client, onceOnly, write, writeOnce }) {
	const autoScaling = client(AutoScalingClient);
	const autoScalingOnce = onceOnly(AutoScalingClient);
	const named = (group, Key) => ({
		ResourceType: "auto-scaling-group",
		ResourceId: group,
		Key
	});
	const tag = async (group, key, Value) => {
		const Tags = [{
			...named(group, key),
			Value,
			PropagateAtLaunch: false
		}];
		await write("CreateOrUpdateTags", (options) => autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }), options));
	};
	const untag = async (group, key) => {
		const Tags = [named(group, key)];
		await write("DeleteTags", (options) => autoScaling.send(new DeleteTagsCommand({ Tags }), options));
	};
	return {
		tagAlias: (group, aliases) => tag(group, ALIAS_TAG, aliases),
		untagAlias: (group) => untag(group, ALIAS_TAG),
		noteRollback: (group, note) => tag(group, ROLLBACK_TAG, note),
		noteRollout: (group, note) => tag(group, LAST_TAG, note),
		forgetRollout: (group) => untag(group, LAST_TAG),
		noteHandOver: (group, note) => tag(group, HAND_OVER_TAG, note),
		forgetHandOver: (group) => untag(group, HAND_OVER_TAG),
		async saveVersions(group, choices) {
			const source = sourceWith(group, choices);
			const update = new UpdateAutoScalingGroupCommand({
				AutoScalingGroupName: group.name,
				...source
			});
			await write("UpdateAutoScalingGroup", (options) => autoScaling.send(update, options));
		},
		async startRefresh(group, { templates }, preferences) {
			const start = new StartInstanceRefreshCommand({
				AutoScalingGroupName: group.name,
				Strategy: "Rolling",
				DesiredConfiguration: sourceWith(group, templates),
				Preferences: preferencesTo(preferences)
			});
			const { InstanceRefreshId } = await writeOnce("StartInstanceRefresh", (options) => autoScalingOnce.send(start, options));
			if (InstanceRefreshId !== void 0) return InstanceRefreshId;
			throw new AwsProblem({
				kind: "lost",
				operation: "StartInstanceRefresh",
				code: "NoId",
				message: "the answer has no id"
			});
		},
		async rollbackRefresh(group) {
			const rollback = new RollbackInstanceRefreshCommand({ AutoScalingGroupName: group });
			await writeOnce("RollbackInstanceRefresh", (options) => autoScalingOnce.send(rollback, options));
		},
		async cancelRefresh(group, { waits }) {
			const cancel = new CancelInstanceRefreshCommand({
				AutoScalingGroupName: group,
				...!waits && { WaitForTransitioningInstances: false }
			});
			await writeOnce("CancelInstanceRefresh", (options) => autoScalingOnce.send(cancel, options));
		}
	};
}
const preferencesTo = (preferences) => ({
	MinHealthyPercentage: preferences.minHealthyPercentage,
	MaxHealthyPercentage: preferences.maxHealthyPercentage,
	InstanceWarmup: preferences.instanceWarmup / MS_PER_SECOND,
	BakeTime: preferences.bakeTime / MS_PER_SECOND,
	SkipMatching: preferences.skipMatching,
	AutoRollback: preferences.autoRollback,
	ScaleInProtectedInstances: preferences.scaleInProtectedInstances,
	StandbyInstances: preferences.standbyInstances,
	...preferences.checkpoints.length > 0 && {
		CheckpointPercentages: [...preferences.checkpoints],
		CheckpointDelay: preferences.checkpointDelay / 1e3
	},
	...preferences.alarms.length > 0 && { AlarmSpecification: { Alarms: [...preferences.alarms] } }
});
// src/aws/services.ts
const templateReads = [
	"template",
	"version",
	"imageMeant",
	"versionsAfter",
	"ec2Instances",
	"statusChecks",
	"console",
	"tryLaunch"
];
const imageReads = [
	"image",
	"images",
	"imagesNamed",
	"instanceTypes"
];
const templateWrites = [
	"makeVersion",
	"setDefaultVersion",
	"deleteVersions"
];
const balancerReads = [
	"targets",
	"targetGroups",
	"deregistrationDelay"
];
const alarmReads = ["alarms"];
const trialReads = ["trialInstances"];
const trialWrites = ["launchTrial", "endTrial"];
const parameterReads = ["parameter"];
const archiveReads = [
	"retiredImages",
	"imageUses",
	"isImageShared",
	"imageReferences"
];
const archiveWrites = ["retireImage", "archiveImage"];
const commandReads = [
	"managedInstances",
	"commandBy",
	"invocations",
	"commandOutput"
];
const commandWrites = ["sendCommand", "cancelCommand"];
const parameterWrites = ["setParameter"];
function onDemand(names, load) {
	let loading;
	const call = (name) => async (...args) => {
		loading ??= load();
		return (await loading)[name](...args);
	};
	return Object.fromEntries(names.map((name) => [name, call(name)]));
}
// src/aws/aws-time.ts
const AGREEMENT = 3e4;
const LEAST_SKEW = 6e4;
var AwsTime = class {
	#local;
	#heard = [];
	constructor(local) {
		this.#local = local;
	}
	note(date) {
		this.#heard = [...this.#heard, {
			date,
			ahead: date - this.#local()
		}].slice(-5);
	}
	refused(date, signedAhead) {
		if (signedAhead === 0) this.note(date);
		else if (this.skew() === signedAhead) this.#heard = [];
	}
	now() {
		const ahead = this.#ahead();
		if (ahead === void 0) return this.#local();
		const counting = this.#heard.filter((each) => Math.abs(each.ahead - ahead) <= AGREEMENT);
		return Math.max(...counting.map(({ date }) => date));
	}
	skew() {
		const ahead = this.#ahead() ?? 0;
		return Math.abs(ahead) < LEAST_SKEW ? 0 : ahead;
	}
	#ahead() {
		const sorted = this.#heard.map(({ ahead }) => ahead).sort((a, b) => a - b);
		const middle = sorted.length >> 1;
		const [one, other] = sorted.length % 2 === 1 ? [sorted[middle]] : [sorted[middle - 1], sorted[middle]];
		return one === void 0 || other === void 0 || Math.abs(one) <= Math.abs(other) ? one : other;
	}
};
function dateOf(response) {
	if (typeof response !== "object" || response === null || !("headers" in response)) return void 0;
	const { headers } = response;
	if (typeof headers !== "object" || headers === null || !("date" in headers)) return void 0;
	const date = Date.parse(String(headers.date));
	return Number.isNaN(date) ? void 0 : date;
}
// src/rollout/tries.ts
const AFTER_SIGNAL = 6e3;
const FIRST_PAUSE = 1e3;
const LONGEST_PAUSE$2 = 15e3;
const isTransient = ({ kind }) => kind === "throttled" || kind === "passing" || kind === "lost";
var Tries = class {
	#clock;
	#stop;
	#until;
	#untilThrottled;
	#wasStopped;
	#pause = FIRST_PAUSE;
	constructor(clock, { limit, throttled, stop }) {
		this.#clock = clock;
		this.#stop = stop;
		this.#wasStopped = stop.aborted;
		const from = (time) => clock.now() + (this.#wasStopped ? Math.min(time, AFTER_SIGNAL) : time);
		this.#until = from(limit);
		this.#untilThrottled = from(throttled);
	}
	async next({ kind }) {
		if (this.#clock.now() + this.#pause > (kind === "throttled" ? this.#untilThrottled : this.#until)) return false;
		await this.#clock.sleep(this.#pause, this.#wasStopped ? void 0 : this.#stop);
		this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE$2);
		return this.#stop.aborted === this.#wasStopped;
	}
};
// src/aws/diagnosis.ts
const SIGNATURE_LASTS = 3e5;
const ofClock = /* @__PURE__ */ new Set([
	"RequestExpired",
	"SignatureDoesNotMatch",
	"InvalidSignatureException",
	"RequestTimeTooSkewed",
	"RequestInTheFuture",
	"AuthFailure"
]);
const ofCredentials = /* @__PURE__ */ new Set([
	"CredentialsProviderError",
	"ProviderError",
	"TokenProviderError"
]);
const ofCertificate = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED)/;
const ofName = /* @__PURE__ */ new Set(["ENOTFOUND", "EAI_AGAIN"]);
function faultIn(thrown, { now, env }) {
	const to = destinationOf(thrown);
	if (thrown instanceof ForeignAnswer) {
		const { status, type, excerpt } = thrown;
		return {
			type: "foreign-answer",
			host: to?.host ?? "",
			status,
			contentType: type,
			excerpt
		};
	}
	const seen = read(thrown);
	if (!seen) return void 0;
	if (ofCredentials.has(seen.name)) return noCredentials(env);
	return seen.answered ? clockIn(thrown, seen, now) : connectionFault(thrown, seen, to);
}
function noCredentials({ AWS_PROFILE: profile }) {
	return {
		type: "no-credentials",
		...profile && { profile }
	};
}
const isOfClock = ({ name, answered }) => answered && ofClock.has(name);
function clockIn(thrown, { name }, now) {
	if (!ofClock.has(name)) return void 0;
	const date = dateOf(at$1(thrown, "$response"));
	if (date === void 0 || Math.abs(date - now) < SIGNATURE_LASTS) return void 0;
	return {
		type: "clock",
		behindMs: date - now
	};
}
function connectionFault(thrown, { code, name }, to) {
	if (!to) return void 0;
	const { host, proxy } = to;
	if (code === "ERR_PROXY_TUNNEL") {
		const status = numberAt(thrown, "statusCode");
		return {
			type: "proxy",
			host: proxy ?? "",
			...status !== void 0 && { status }
		};
	}
	if (code !== void 0 && ofCertificate.test(code)) return {
		type: "certificate",
		host,
		code
	};
	if (proxy !== void 0 && textAt$1(thrown, "syscall") !== void 0) return {
		type: "proxy",
		host: proxy
	};
	if (code !== void 0 && ofName.has(code)) return {
		type: "name-unknown",
		host
	};
	if (code !== void 0 || name === "TimeoutError") return {
		type: "unreachable",
		host,
		code: code ?? "no answer in time"
	};
}
// src/aws/errors.ts
const kinds$1 = /* @__PURE__ */ new Map([
	["InstanceRefreshInProgress", "conflict"],
	["ActiveInstanceRefreshNotFound", "idle"],
	["IrreversibleInstanceRefresh", "irreversible"],
	["AccessDenied", "denied"],
	["UnauthorizedOperation", "denied"],
	["AuthFailure", "denied"],
	["OptInRequired", "denied"],
	["InvalidClientTokenId", "denied"],
	["UnrecognizedClient", "denied"],
	["SignatureDoesNotMatch", "denied"],
	["ExpiredToken", "expired"],
	["RequestExpired", "expired"],
	["InvalidAMIID.NotFound", "missing"],
	["InvalidAMIID.Unavailable", "missing"],
	["InvalidLaunchTemplateId.NotFound", "missing"],
	["InvalidLaunchTemplateId.VersionNotFound", "missing"],
	["InvalidLaunchTemplateName.NotFound", "missing"],
	["InvalidInstanceID.NotFound", "missing"],
	["TargetGroupNotFound", "missing"],
	["LoadBalancerNotFound", "missing"],
	["AccessPointNotFound", "missing"],
	["Throttling", "throttled"],
	["Throttled", "throttled"],
	["RequestLimitExceeded", "throttled"],
	["RequestThrottled", "throttled"],
	["SlowDown", "throttled"],
	["TooManyRequests", "throttled"],
	["PriorRequestNotComplete", "passing"],
	["ResourceContention", "passing"],
	["ScalingActivityInProgress", "passing"]
]);
const unsent = /* @__PURE__ */ new Set([
	"ECONNREFUSED",
	"ENOTFOUND",
	"EAI_AGAIN",
	"EHOSTUNREACH",
	"ENETUNREACH"
]);
const lasting = /* @__PURE__ */ new Set([
	"no-credentials",
	"certificate",
	"clock"
]);
function problemOf(question, thrown, around) {
	if (thrown instanceof AwsProblem) return thrown;
	const seen = read(thrown);
	const fault = faultIn(thrown, around);
	const kind = kindIn(seen, {
		thrown,
		fault,
		type: question.type,
		isSkewed: around.isSkewed
	});
	if (!seen || kind === void 0) throw thrown;
	const code = seen.answered ? seen.name : seen.code ?? seen.name;
	return new AwsProblem({
		kind,
		operation: question.operation,
		code,
		message: seen.message,
		...fault && { fault }
	}, thrown);
}
function kindIn(seen, { thrown, fault, type, isSkewed }) {
	if (isSkewed && seen && isOfClock(seen)) return "passing";
	return fault && lasting.has(fault.type) ? "environment" : seen && kindOf$1(seen, thrown, type);
}
function kindOf$1(seen, thrown, type) {
	if (thrown instanceof ForeignAnswer) return foreignKind(thrown.status, type);
	if (isDeserialization(thrown) || thrown instanceof IncompleteAnswer) return foreignKind(seen.status ?? 200, type);
	if (seen.answered) return kinds$1.get(seen.name.replace(/(Fault|Exception)$/, "")) ?? answeredKind(seen, type);
	return unansweredKind(seen, type);
}
const answeredKind = ({ status = 400 }, type) => {
	if (status === 429) return "throttled";
	if (status < 500) return "rejected";
	return type === "write" && status >= 500 ? "lost" : "passing";
};
const foreignKind = (status, type) => {
	return type === "write" && !(status >= 400 && status < 500 && status !== 408) ? "lost" : "passing";
};
const unansweredKind = ({ code, name, syscall }, type) => {
	if (code !== void 0 && unsent.has(code)) return "passing";
	if (!(syscall !== void 0 || code !== void 0 || name === "TimeoutError")) return void 0;
	return type === "write" ? "lost" : "passing";
};
// src/aws/call.ts
const SILENCE = 2e4;
async function call$2(asked, means) {
	const { clock, retryFor, stop } = means;
	if (!retryFor || asked.isOnceOnly) return renewing(asked, means);
	const tries = new Tries(clock, retryFor);
	for (;;) try {
		return await renewing(asked, means);
	} catch (thrown) {
		if (!(thrown instanceof AwsProblem) || !isTransient(thrown.problem) || stop?.aborted) throw thrown;
		if (!await tries.next(thrown.problem)) throw thrown;
	}
}
async function renewing(asked, means) {
	try {
		return await once$1(asked, means);
	} catch (thrown) {
		if (!(thrown instanceof AwsProblem)) throw thrown;
		const renewal = await means.caller.renewal?.(thrown.problem);
		if (!renewal) throw thrown;
		const answer = await once$1(asked, means);
		renewal.helped();
		return answer;
	}
}
async function once$1({ send, ...question }, means) {
	const { clock, env, limit, stop, skew } = means;
	const wasSkewed = skew() !== 0;
	const signal = {};
	const done = new AbortController();
	reportSilence(question, means, done.signal);
	try {
		return await bounded$1({
			clock,
			limit,
			stop
		}, (abortSignal) => {
			signal.now = abortSignal;
			return send({ abortSignal });
		});
	} catch (thrown) {
		if (thrown instanceof TimeLimit) throw unanswered$1(question, thrown, signal.now !== void 0 && wasSent(signal.now));
		throw problemOf(question, thrown, {
			now: clock.now(),
			env,
			isSkewed: wasSkewed || skew() !== 0
		});
	} finally {
		done.abort("done");
	}
}
async function reportSilence({ operation }, { clock, onSilence }, done) {
	if (!onSilence) return;
	for (let forMs = SILENCE;; forMs += SILENCE) {
		await clock.sleep(SILENCE, done);
		if (done.aborted) return;
		onSilence(operation, forMs);
	}
}
const unanswered$1 = ({ operation, type }, late, isSent) => new AwsProblem({
	kind: type === "write" && isSent ? "lost" : "passing",
	operation,
	code: "TimeLimit",
	message: late.message,
	...!isSent && late.isOwn && { fault: { type: "credentials-silent" } }
}, late);
const orMissing = async (read) => {
	try {
		return await read();
	} catch (thrown) {
		if (thrown instanceof AwsProblem && thrown.problem.kind === "missing") return void 0;
		throw thrown;
	}
};
// src/aws/proxy.ts
function proxyIn(env) {
	const named = env["https_proxy"] || env["HTTPS_PROXY"];
	if (!named) return void 0;
	const text = /^[a-z][a-z\d+.-]*:\/\//i.test(named) ? named : `http://${named}`;
	if (!URL.canParse(text)) return void 0;
	return {
		url: text,
		host: new URL(text).host
	};
}
function isDirect(env, host, port = 443) {
	const names = [host.toLowerCase(), `${host.toLowerCase()}:${port}`];
	return direct(env).some((item) => item === "*" || names.some((name) => name === item || name.endsWith(item.startsWith(".") ? item : `.${item}`)));
}
function proxied(env) {
	const proxy = proxyIn(env);
	if (!proxy) return { httpsAgent: {} };
	const no_proxy = direct(env).flatMap((item) => /^[.*]/.test(item) ? [item] : [item, `.${item}`]);
	return { httpsAgent: { proxyEnv: {
		https_proxy: proxy.url,
		no_proxy: no_proxy.join(",")
	} } };
}
const LOOPBACK = [
	"localhost",
	"127.0.0.1",
	"[::1]"
];
const direct = (env) => [...LOOPBACK, ...(env["no_proxy"] || env["NO_PROXY"] || "").split(",").map((item) => item.trim().toLowerCase()).filter(Boolean)];
// src/aws/retry.ts
const BASE_PAUSE = 50;
const BASE_PAUSE_THROTTLED = 1e3;
const LONGEST_PAUSE$1 = 2e4;
const MOST_ASKED = 5e3;
const ATTEMPTS = 3;
const RETRY_BUDGET = 500;
const RETRY_COST = 14;
const RETRY_COST_THROTTLED = 5;
const retrySettings = (env) => ({
	attempts: Number(env["AWS_MAX_ATTEMPTS"] || ATTEMPTS),
	isAdaptive: env["AWS_RETRY_MODE"] === "adaptive"
});
var RetryOnClock = class {
	mode = "standard";
	#clock;
	#attempts;
	#limiter;
	#budget = RETRY_BUDGET;
	constructor(clock, { attempts, isAdaptive }) {
		this.#clock = clock;
		this.#attempts = attempts;
		this.#limiter = isAdaptive ? new DefaultRateLimiter() : void 0;
	}
	async acquireInitialRetryToken() {
		await this.#limiter?.getSendToken();
		return tokenOf(0);
	}
	async refreshRetryTokenForRetry(token, error) {
		this.#limiter?.updateClientSendingRate(error);
		const { errorType, retryAfterHint } = error;
		const retries = token.getRetryCount();
		const isThrottled = errorType === "THROTTLING";
		const cost = isThrottled ? RETRY_COST_THROTTLED : RETRY_COST;
		if (!(isThrottled || errorType === "TRANSIENT") || retries + 1 >= this.#attempts || this.#budget < cost) throw new Error("no further attempt");
		this.#budget -= cost;
		const pause = Math.min(LONGEST_PAUSE$1, Math.random() * (isThrottled ? BASE_PAUSE_THROTTLED : BASE_PAUSE) * 2 ** retries);
		const asked = retryAfterHint === void 0 ? 0 : retryAfterHint.getTime() - this.#clock.now();
		await this.#clock.sleep(Math.max(pause, Math.min(asked, pause + MOST_ASKED)));
		await this.#limiter?.getSendToken();
		return tokenOf(retries + 1, cost);
	}
	recordSuccess(token) {
		this.#limiter?.updateClientSendingRate({});
		this.#budget = Math.min(RETRY_BUDGET, this.#budget + (token.getRetryCost() ?? 1));
	}
};
const tokenOf = (retries, cost) => ({
	getRetryCount: () => retries,
	getRetryDelay: () => 0,
	getRetryCost: () => cost
});
// src/aws/trace.ts
const traced = (clock, trace) => ({ applyToStack: (stack) => stack.add((next, { clientName = "", commandName = "" }) => async (args) => {
	const began = clock.now();
	const note = (ended, of) => trace(`${clientName.replace(/Client$/, "")} ${commandName.replace(/Command$/, "")}: ${ended} after ${clock.now() - began} ms${metadataWords(of)}`);
	try {
		const result = await next(args);
		note("answered", result.output);
		return result;
	} catch (thrown) {
		note(thrown instanceof Error ? thrown.name : "failed", thrown);
		throw thrown;
	}
}, {
	step: "initialize",
	priority: "high",
	name: "trace"
}) });
function metadataWords(of) {
	if (!hasMetadata(of)) return "";
	const { httpStatusCode, attempts, requestId } = of.$metadata;
	return [
		...httpStatusCode === void 0 ? [] : [`, HTTP ${httpStatusCode}`],
		...attempts === void 0 ? [] : [`, ${attempts} ${attempts === 1 ? "try" : "tries"}`],
		...requestId === void 0 ? [] : [`, request id ${requestId}`]
	].join("");
}
const hasMetadata = (of) => typeof of === "object" && of !== null && "$metadata" in of && typeof of.$metadata === "object" && of.$metadata !== null;
// src/aws/client.ts
function clientOf(service, { reach, limits, time, credentials, isOnceOnly = false }) {
	const { region, clock, env, trace } = reach;
	const settings = retrySettings(env);
	const retries = {
		maxAttempts: settings.attempts,
		retryStrategy: new RetryOnClock(clock, settings)
	};
	const client = new service({
		region,
		defaultsMode: "standard",
		...isOnceOnly ? { maxAttempts: 1 } : retries,
		requestHandler: {
			connectionTimeout: limits.connect,
			requestTimeout: limits.answer,
			socketTimeout: limits.answer,
			throwOnRequestTimeout: true,
			...proxied(env)
		},
		...credentials && { credentials }
	});
	const setOffset = () => {
		client.config.systemClockOffset = time.skew();
	};
	client.middlewareStack.use(dates(time));
	client.middlewareStack.use(wholeAnswers({
		clock,
		limits,
		proxyTo: proxyFor(env)
	}));
	client.middlewareStack.use(unchangedMembers());
	client.middlewareStack.use(beforeSigning(setOffset));
	if (trace) client.middlewareStack.use(traced(clock, trace));
	client.middlewareStack.remove("loggerMiddleware");
	return client;
}
const proxyFor = (env) => {
	const proxy = proxyIn(env);
	return (host, port) => proxy && !isDirect(env, host, port) ? proxy.host : void 0;
};
const beforeSigning = (act) => ({ applyToStack: (stack) => stack.addRelativeTo((next) => (args) => {
	act();
	return next(args);
}, {
	relation: "before",
	toMiddleware: "httpSigningMiddleware",
	name: "awsTime"
}) });
const dates = (time) => ({ applyToStack: (stack) => stack.add((next) => async (args) => {
	const signedAhead = time.skew();
	try {
		const result = await next(args);
		const date = dateOf(result.response);
		if (date !== void 0) time.note(date);
		return result;
	} catch (thrown) {
		const seen = read(thrown);
		const date = seen?.answered ? dateOf(at$1(thrown, "$response")) : void 0;
		if (seen && date !== void 0) {
			if (isOfClock(seen)) time.refused(date, signedAhead);
			else time.note(date);
		}
		throw thrown;
	}
}, {
	step: "deserialize",
	priority: "high",
	name: "noteDate"
}) });
// src/aws/connection.ts
function connectionTo(reach, caller, onSilence) {
	const time = new AwsTime(() => reach.clock.now());
	const made = /* @__PURE__ */ new Map();
	const making = {
		reach,
		limits: LIMITS,
		time,
		credentials: caller.provider
	};
	const client = (service) => {
		const known = made.get(service);
		if (known instanceof service) return known;
		const client = clientOf(service, making);
		made.set(service, client);
		return client;
	};
	const onceOnly = (service) => {
		const client = clientOf(service, {
			...making,
			isOnceOnly: true
		});
		made.set(client, client);
		return client;
	};
	const { clock, env } = reach;
	const callsBy = (means) => ({
		client,
		onceOnly,
		read: (operation, send) => call$2({
			operation,
			type: "read",
			send
		}, means),
		write: (operation, send) => call$2({
			operation,
			type: "write",
			send
		}, means),
		writeOnce: (operation, send) => call$2({
			operation,
			type: "write",
			send,
			isOnceOnly: true
		}, means),
		awsNow: () => time.now(),
		within: (stop) => callsBy({
			...means,
			stop
		}),
		retrying: (retryFor) => callsBy({
			...means,
			retryFor
		})
	});
	return {
		...callsBy({
			clock,
			env,
			skew: () => time.skew(),
			limit: LIMITS.call,
			caller,
			...onSilence && { onSilence }
		}),
		close() {
			for (const client of made.values()) client.destroy();
		}
	};
}
// src/aws/session.ts
const TOKEN_LIMIT = 2e4;
const HOUR$2 = 36e5;
const LONGEST$2 = 6 * HOUR$2;
const SHORTEST = HOUR$2;
function sessionsOf(role) {
	let life = LONGEST$2;
	return async () => {
		const token = await tokenFor(role);
		const asked = await assume(role, token, life);
		if (!(asked instanceof AwsProblem)) return asked;
		if (asked.problem.code !== "ValidationError" || life === SHORTEST) throw asked;
		life = SHORTEST;
		const shorter = await assume(role, token, life);
		if (shorter instanceof AwsProblem) throw shorter;
		return shorter;
	};
}
async function tokenFor({ token, clock }) {
	const operation = "GetIdentityToken";
	const ask = () => bounded$1({
		clock,
		limit: TOKEN_LIMIT
	}, () => token());
	const again = (thrown) => thrown instanceof TimeLimit ? ask() : Promise.reject(thrown);
	const got = await ask().catch(again).catch((thrown) => {
		const message = thrown instanceof Error ? thrown.message.replace(/\s+/g, " ") : String(thrown);
		throw new AwsProblem({
			kind: "passing",
			operation,
			code: "IdentityTokenFailed",
			message,
			fault: { type: "identity-token-refused" }
		}, thrown);
	});
	if (got !== void 0) return got;
	throw new AwsProblem({
		kind: "denied",
		operation,
		code: "NoIdentityToken",
		message: "GitHub gives this job no identity token",
		fault: { type: "no-identity-token" }
	});
}
async function assume(role, token, life) {
	const { AssumeRoleWithWebIdentityCommand, STSClient } = await __nccwpck_require__.e(/* import() */ 888).then(__nccwpck_require__.bind(__nccwpck_require__, 7888));
	const { arn, sessionName, mask, clock, env } = role;
	const limits = SESSION_LIMITS;
	const sts = clientOf(STSClient, {
		reach: role,
		limits,
		time: new AwsTime(() => clock.now())
	});
	const operation = "AssumeRoleWithWebIdentity";
	const command = new AssumeRoleWithWebIdentityCommand({
		RoleArn: arn,
		RoleSessionName: sessionName,
		WebIdentityToken: token,
		DurationSeconds: life / 1e3
	});
	try {
		const { Credentials: keys } = await call$2({
			operation,
			type: "read",
			send: (options) => sts.send(command, options)
		}, {
			clock,
			env,
			skew: () => 0,
			limit: limits.call,
			caller: {}
		});
		const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = keys ?? {};
		if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) return new AwsProblem({
			kind: "denied",
			operation,
			code: "NoCredentials",
			message: "the answer has no keys"
		});
		for (const secret of [
			AccessKeyId,
			SecretAccessKey,
			SessionToken
		]) mask(secret);
		return {
			accessKeyId: AccessKeyId,
			secretAccessKey: SecretAccessKey,
			sessionToken: SessionToken,
			life,
			ends: Expiration
		};
	} catch (thrown) {
		if (thrown instanceof AwsProblem) return refusal$3(thrown, role, claimsOf(token));
		throw thrown;
	} finally {
		sts.destroy();
	}
}
function claimsOf(token) {
	const claims = parsed$2(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
	const claim = (name) => textAt$1(claims, name) ?? "unknown";
	return {
		issuer: claim("iss"),
		subject: claim("sub"),
		audience: claim("aud")
	};
}
function parsed$2(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function faultOf(code, { arn, region }, claims) {
	switch (code) {
		case "AccessDenied": return {
			type: "trust",
			...claims
		};
		case "InvalidIdentityToken":
		case "IDPRejectedClaim": return {
			type: "identity-provider",
			issuer: claims.issuer,
			audience: claims.audience
		};
		case "ValidationError": return {
			type: "role",
			arn
		};
		case "RegionDisabled": return {
			type: "region-disabled",
			region
		};
		default: return;
	}
}
const passing = /* @__PURE__ */ new Set(["IDPCommunicationError", "ExpiredToken"]);
const ownKinds = /* @__PURE__ */ new Set([
	"throttled",
	"passing",
	"environment"
]);
function refusal$3({ problem, cause }, role, claims) {
	const code = problem.code.replace(/Exception$/, "");
	const kind = passing.has(code) ? "passing" : ownKinds.has(problem.kind) ? problem.kind : "denied";
	const fault = problem.fault ?? faultOf(code, role, claims);
	return new AwsProblem({
		...problem,
		kind,
		...fault && { fault }
	}, cause);
}
// src/aws/credentials.ts
const RETRY_AFTER = 6e4;
const YOUNG = 6e4;
function assumedRole(role) {
	const sessions = new Sessions(sessionsOf(role), role.clock);
	return {
		provider: async () => {
			const { accessKeyId, secretAccessKey, sessionToken } = await sessions.current();
			return {
				accessKeyId,
				secretAccessKey,
				sessionToken,
				expiration: /* @__PURE__ */ new Date(0)
			};
		},
		renewal: (problem) => sessions.renewal(problem),
		lifetime: { type: "lasting" },
		variables: () => variablesOf(sessions.newest)
	};
}
const ambient = (env) => ({
	lifetime: lifetimeIn(env),
	variables: () => ({})
});
function sessionNameFrom(text) {
	const name = text.replace(/[^\w+=,.@-]/g, "-").slice(0, 64);
	return name.length >= 2 ? name : `ami-rollout-${name}`;
}
function lifetimeIn(env) {
	if (!(env["AWS_ACCESS_KEY_ID"] && env["AWS_SECRET_ACCESS_KEY"] && !env["AWS_PROFILE"]) || !env["AWS_SESSION_TOKEN"]) return { type: "lasting" };
	const ends = Date.parse(env["AWS_CREDENTIAL_EXPIRATION"] ?? "");
	return {
		type: "session",
		ends: Number.isNaN(ends) ? void 0 : ends
	};
}
const variablesOf = (session) => session ? {
	AWS_ACCESS_KEY_ID: session.accessKeyId,
	AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
	AWS_SESSION_TOKEN: session.sessionToken,
	AWS_CREDENTIAL_EXPIRATION: session.ends.toISOString(),
	AWS_PROFILE: void 0
} : {};
var Sessions = class {
	#open;
	#clock;
	#cached;
	#failed;
	#opening;
	#denied = /* @__PURE__ */ new Set();
	constructor(open, clock) {
		this.#open = open;
		this.#clock = clock;
	}
	get newest() {
		return this.#cached;
	}
	async current() {
		if (this.#isDue()) await this.#renewOnce();
		const cached = this.#cached;
		if (cached && this.#clock.now() < cached.since + cached.life) return cached;
		throw this.#problem();
	}
	async renewal({ kind, operation }) {
		const cached = this.#cached;
		const isOfSession = kind === "expired" || kind === "denied" && !this.#denied.has(operation);
		if (!cached || !isOfSession || this.#failedLately()) return void 0;
		if (this.#clock.now() < cached.since + YOUNG) return kind === "expired" ? { helped() {} } : void 0;
		await this.#renewOnce();
		if (this.#cached === cached) return void 0;
		this.#denied.add(operation);
		return { helped: () => this.#denied.delete(operation) };
	}
	#renewOnce() {
		this.#opening ??= this.#renew().finally(() => {
			this.#opening = void 0;
		});
		return this.#opening;
	}
	#isDue() {
		if (this.#failedLately()) return false;
		return !this.#cached || this.#clock.now() >= this.#cached.since + this.#cached.life / 2;
	}
	#failedLately() {
		return this.#failed !== void 0 && this.#clock.now() < this.#failed.at + RETRY_AFTER;
	}
	async #renew() {
		const since = this.#clock.now();
		try {
			this.#cached = {
				...await this.#open(),
				since
			};
			this.#failed = void 0;
		} catch (thrown) {
			this.#failed = {
				at: this.#clock.now(),
				problem: problemIn(thrown)
			};
		}
	}
	#problem() {
		const why = this.#failed?.problem;
		if (why && !this.#cached) return new AwsProblem(why);
		return new AwsProblem({
			kind: "expired",
			operation: "AssumeRoleWithWebIdentity",
			code: "ExpiredToken",
			message: `the role's session has ended${why ? ` and could not be renewed: ${why.operation}: ${why.code}: ${why.message}` : ""}`
		});
	}
};
// src/aws/index.ts
const readsOf = (calls) => ({
	...autoScalingReads(calls),
	...onDemand(templateReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(721), __nccwpck_require__.e(513)]).then(__nccwpck_require__.bind(__nccwpck_require__, 513))).ec2Reads(calls)),
	...onDemand(imageReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(721), __nccwpck_require__.e(3)]).then(__nccwpck_require__.bind(__nccwpck_require__, 8003))).imageReadsOf(calls)),
	...onDemand(balancerReads, async () => (await __nccwpck_require__.e(/* import() */ 168).then(__nccwpck_require__.bind(__nccwpck_require__, 168))).elasticLoadBalancingReads(calls)),
	...onDemand(trialReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(721), __nccwpck_require__.e(303)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2303))).trialReadsOf(calls)),
	...onDemand(alarmReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(569), __nccwpck_require__.e(319)]).then(__nccwpck_require__.bind(__nccwpck_require__, 6319))).cloudWatchReads(calls)),
	...onDemand(parameterReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(569), __nccwpck_require__.e(815), __nccwpck_require__.e(350)]).then(__nccwpck_require__.bind(__nccwpck_require__, 350))).systemsManagerReads(calls)),
	...onDemand(archiveReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(721), __nccwpck_require__.e(29)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7029))).archiveReadsOf(calls)),
	...onDemand(commandReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(569), __nccwpck_require__.e(815), __nccwpck_require__.e(598)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2598))).commandReadsOf(calls)),
	within: (stop) => readsOf(calls.within(stop)),
	retrying: (retryLimit) => readsOf(calls.retrying(retryLimit))
});
const writesOf = (calls) => ({
	...autoScalingWrites(calls),
	...onDemand(templateWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(721), __nccwpck_require__.e(513)]).then(__nccwpck_require__.bind(__nccwpck_require__, 513))).ec2Writes(calls)),
	...onDemand(trialWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(721), __nccwpck_require__.e(303)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2303))).trialWritesOf(calls)),
	...onDemand(archiveWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(721), __nccwpck_require__.e(29)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7029))).archiveWritesOf(calls)),
	...onDemand(commandWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(569), __nccwpck_require__.e(815), __nccwpck_require__.e(598)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2598))).commandWritesOf(calls)),
	...onDemand(parameterWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(569), __nccwpck_require__.e(815), __nccwpck_require__.e(350)]).then(__nccwpck_require__.bind(__nccwpck_require__, 350))).systemsManagerWrites(calls)),
	within: (stop) => writesOf(calls.within(stop)),
	retrying: (retryLimit) => writesOf(calls.retrying(retryLimit))
});
// src/report/plain.ts
const LONGEST$1 = 2e3;
const unseen$2 = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
function visible(text, most = LONGEST$1) {
	const rest = text.length - most;
	return (rest > 0 ? `${text.slice(0, most)}… (${rest} more characters)` : text).replace(/[^\S ]+/gu, " ").replace(unseen$2, "�");
}
const LONGEST_LINE$1 = 4e3;
const withoutCommands = (line) => visible(line, LONGEST_LINE$1).replace(/^( *):(?=:)/, "$1: ").replaceAll("##[", "## [");
// src/rollout/model/instance.ts
const withAttached = (instances, ec2Instances) => instances.map((instance) => {
	const attached = ec2Instances.get(instance.id)?.attached;
	return attached === void 0 ? instance : {
		...instance,
		attached
	};
});
const isMember = (instance) => !isLeaving(instance) && !isInWarmPool(instance);
const warmBy = (at, warmup, ec2Instances) => ({ id }) => {
	const launched = ec2Instances.get(id)?.launched;
	return launched !== void 0 && launched + warmup <= at;
};
const unitsOf = (instances) => instances.some(({ weight }) => weight !== void 0) ? "units of capacity" : "instances";
const capacityOf = (instances) => instances.reduce((units, { weight = 1 }) => units + weight, 0);
// src/rollout/model/coverage.ts
function coverage(instances, to, preferences, warm = () => true) {
	const leftOut = [];
	const covered = [];
	for (const instance of instances.filter(isMember)) {
		const why = exempt(instance, to, preferences) ?? (warm(instance) ? void 0 : "warming up");
		if (why === void 0) covered.push(instance);
		else leftOut.push({
			instance: instance.id,
			why
		});
	}
	return {
		covered,
		onTarget: covered.filter((instance) => runs(instance, to)),
		leftOut
	};
}
function exempt(instance, to, preferences) {
	if (isStandby(instance)) return "standby";
	if (!isInService(instance)) return "warming up";
	if (runs(instance, to)) return void 0;
	return instance.protectedFromScaleIn && preferences.scaleInProtectedInstances === "Ignore" ? "protected" : void 0;
}
const runs = (instance, { templates, since }) => templates.some(({ id, version }) => instance.template?.id === id && instance.template.version === version) && (since === void 0 || isLaunchedSince(instance, since));
const isLaunchedSince = ({ id, attached }, { began, knownBefore }) => attached !== void 0 && attached >= Math.floor(began / 1e3) * 1e3 && !knownBefore.includes(id);
const hasImage = (instance, revision, ec2Instances) => revision.templates.some((each) => runs(instance, {
	...revision,
	templates: [each]
}) && ec2Instances.get(instance.id)?.image === each.image);
// src/rollout/model/target.ts
const isClassic = (targetGroup) => !targetGroup.startsWith("arn:");
const nounOf = (targetGroup) => isClassic(targetGroup) ? "classic load balancer" : "target group";
const isUnchecked = ({ state, reason }) => state === "unused" && reason === "Target.NotInUse" || state === "unavailable" && reason === "Target.HealthCheckDisabled";
const judgingIn = /* @__PURE__ */ new WeakMap();
function judging(targets) {
	const known = judgingIn.get(targets) ?? new Set(targets.flatMap((each) => each.state === "draining" || isUnchecked(each) ? [] : [each.targetGroup]));
	judgingIn.set(targets, known);
	return known;
}
const judgingNobody = (all, targets) => all.filter(({ arn, checked, loadBalancers }) => {
	const isEmpty = targets.every(({ targetGroup }) => targetGroup !== arn);
	return !checked || (isEmpty ? loadBalancers.length === 0 : !judging(targets).has(arn));
}).map(({ arn }) => arn);
function healthIn(targetGroup, instance, { targets, unjudged, undoes }) {
	if (unjudged.includes(targetGroup) && !judging(targets).has(targetGroup)) return void 0;
	const mine = targetsOf$2(instance, targets).filter((target) => target.targetGroup === targetGroup);
	if (undoes !== void 0 && mine.length > 0 && mine.every(isUnchecked)) return void 0;
	return mine.length > 0 && mine.every((target) => target.state === "healthy");
}
const byInstance = /* @__PURE__ */ new WeakMap();
function targetsOf$2(instance, targets) {
	const sorted = byInstance.get(targets) ?? Map.groupBy(targets, (target) => target.instance);
	byInstance.set(targets, sorted);
	return sorted.get(instance) ?? [];
}
function isHealthy(instance, { targetGroups, ...judged }, targets) {
	const seen = {
		...judged,
		targets
	};
	return instance.healthy && targetGroups.every((arn) => healthIn(arn, instance.id, seen) !== false);
}
// src/rollout/model/progress.ts
function progress({ instances, targets, desired }, operation, isUnfit = () => false) {
	const present = instances.filter(isInService);
	const { targetGroups, unjudged } = operation;
	const healthy = present.filter((each) => isHealthy(each, {
		targetGroups,
		unjudged
	}, targets) && !isUnfit(each));
	return {
		total: present.length,
		expected: unitsOf(instances) === "instances" ? Math.max(present.length, desired) : present.length,
		onTarget: present.filter((instance) => runs(instance, operation.to)).length,
		starting: instances.filter(isLaunching).length,
		leaving: instances.filter((each) => isLeaving(each) && !isRetained(each)).length,
		retained: instances.filter(isRetained).length,
		healthy: healthy.length,
		healthyOnTarget: healthy.filter((instance) => runs(instance, operation.to)).length,
		inTargetGroups: operation.targetGroups.map((targetGroup) => {
			const mine = targets.filter((target) => target.targetGroup === targetGroup && target.state !== "draining");
			return {
				targetGroup,
				healthy: mine.filter(({ state }) => state === "healthy").length,
				registered: mine.length
			};
		})
	};
}
// src/rollout/model/status-checks.ts
const parts$1 = [
	"system",
	"instance",
	"attachedEbs",
	"application"
];
const isPassed = (status) => status === void 0 || status === "ok" || status === "not-applicable";
const passesAll = (checks) => parts$1.every((part) => isPassed(checks[part]));
const isImpaired = (checks) => parts$1.some((part) => checks[part] === "impaired");
const isImpairedByItself = ({ system, instance, application }) => system !== "impaired" && (instance === "impaired" || application === "impaired");
const unpassedChecks = (checks) => parts$1.flatMap((part) => isPassed(checks[part]) ? [] : [`${names[part]} ${checks[part]}`]);
const names = {
	system: "system",
	instance: "instance",
	attachedEbs: "attached EBS volumes",
	application: "application"
};
// src/rollout/watch/status-checks.ts
const CHECK_INTERVAL = 6e4;
const RECHECK_INTERVAL = 2 * CHECK_INTERVAL;
const FINAL_CHECK_INTERVAL = 3e4;
const MOST_AT_ONCE = 100;
function checksDue({ at, instances, targets }, operation, due) {
	if (operation.type !== "refresh" && operation.type !== "verify-only") return [];
	const isWatched = targets.length > 0 && operation.targetGroups.length > operation.unjudged.length;
	const oldestFirst = instances.filter((each) => isInService(each) && runs(each, operation.to)).map(({ id }) => id).filter((id) => isDue(id, at, {
		...due,
		isWatched
	})).toSorted((a, b) => askedAt(a, due) - askedAt(b, due));
	return due.doneSince === void 0 ? oldestFirst.slice(0, MOST_AT_ONCE) : oldestFirst;
}
const askedAt = (id, { checks }) => checks.get(id)?.asked ?? 0;
function isDue(id, at, { checks, serviceSince, doneSince, isWatched }) {
	const known = checks.get(id);
	if (doneSince !== void 0) {
		if (!known || known.asked < doneSince) return true;
		return !passesAll(known.status) && at - known.asked >= FINAL_CHECK_INTERVAL;
	}
	if (!known) return at - (serviceSince(id) ?? at) >= CHECK_INTERVAL;
	if (!passesAll(known.status)) return at - known.asked >= CHECK_INTERVAL;
	return !isWatched && at - known.asked >= RECHECK_INTERVAL;
}
function withChecks(before, { at, instances, statusChecks }) {
	return new Map(instances.flatMap(({ id }) => {
		const was = before.get(id);
		const status = statusChecks?.get(id);
		const known = status ? checkOf(status, at, was) : was;
		return known ? [[id, known]] : [];
	}));
}
const checkOf = (status, asked, was) => ({
	status,
	asked,
	...isImpairedByItself(status) && { impairedSince: was?.impairedSince ?? asked }
});
function hasPassed(id, checks, doneSince = 0) {
	const known = checks.get(id);
	return known !== void 0 && known.asked >= doneSince && passesAll(known.status);
}
function lacksCapacity({ id }, checks) {
	const known = checks.get(id);
	return known !== void 0 && isImpaired(known.status);
}
// src/rollout/timeline.ts
const blank = (began) => ({
	began,
	now: began,
	to: [],
	operations: [],
	milestones: []
});
function record(timeline, event) {
	const next = {
		...timeline,
		now: event.at
	};
	if (event.type === "polled") return {
		...next,
		operations: polled(timeline.operations, event)
	};
	if (event.type === "unanswered") return {
		...next,
		unansweredAt: event.at
	};
	const milestones = [...event.type === "waiting" ? withoutRepeats(timeline.milestones, event) : timeline.milestones, event];
	switch (event.type) {
		case "surveyed": return {
			...next,
			milestones,
			survey: event.survey,
			settings: event.settings
		};
		case "planned": return {
			...next,
			milestones,
			plan: event.plan,
			to: isExecuted(event.plan) ? [] : timeline.to
		};
		case "checked": return {
			...next,
			milestones,
			drift: event.drift
		};
		case "prepared": return {
			...next,
			milestones,
			to: [...timeline.to.filter(({ id }) => id !== event.to.id), event.to]
		};
		case "underway": {
			const { operation, how, at } = event;
			return {
				...next,
				milestones,
				operations: [...timeline.operations, {
					operation,
					how,
					at,
					points: [],
					statuses: []
				}]
			};
		}
		case "concluded": return {
			...next,
			milestones,
			outcome: event.outcome
		};
		default: return {
			...next,
			milestones
		};
	}
}
const isExecuted = ({ action }) => action !== "refuse" && action !== "wait" && action !== "replace";
function withoutRepeats(milestones, { refresh: { id, status, percent } }) {
	return milestones.slice(-2).every((milestone) => milestone.type === "waiting" && milestone.refresh.id === id && milestone.refresh.status === status && milestone.refresh.percent === percent) && milestones.length > 1 ? milestones.slice(0, -1) : milestones;
}
function polled(operations, { at, seen, watchState }) {
	const current = operations.at(-1);
	if (!current) return operations;
	const rest = operations.slice(0, -1);
	if ("problem" in seen) return [...rest, {
		...current,
		watchState
	}];
	const { inTargetGroups: _, ...counts } = progress(seen, current.operation, (each) => lacksCapacity(each, watchState.checks));
	const percent = seen.refresh?.percent;
	const point = {
		at,
		...counts,
		...percent === void 0 ? {} : { percent }
	};
	const status = seen.refresh?.status;
	const statuses = status !== void 0 && status !== current.statuses.at(-1)?.status ? [...current.statuses, {
		at,
		status
	}] : current.statuses;
	const says = seen.refresh?.reason;
	const reason = says === void 0 || says === current.reason?.says ? current.reason : {
		at,
		says
	};
	const points = thin([...current.points, point]);
	return [...rest, {
		...current,
		points,
		statuses,
		...reason && { reason },
		last: seen,
		watchState
	}];
}
const MOST_POINTS = 400;
const thin = (points) => points.length <= MOST_POINTS ? points : points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
// src/compose.ts
function emitterFor({ clock }, readers) {
	let known = blank(clock.now());
	return (event) => {
		const before = known;
		known = record(known, event);
		for (const read of readers) read(event, before, known);
	};
}
const noVerification = {
	start: () => {},
	result: () => void 0,
	end: async () => {}
};
const traceFor = (env) => env["RUNNER_DEBUG"] === "1" ? (line) => debug(withoutCommands(line)) : void 0;
function compose({ region, env, credentials, verifyRunner, onInstance, emit, compare }, { clock, stop }) {
	const connection = connectionTo({
		region,
		clock,
		env,
		trace: traceFor(env)
	}, credentials, (operation, forMs) => emit({
		type: "unanswered",
		at: clock.now(),
		operation,
		forMs
	}));
	const { close } = connection;
	const ports = {
		reads: readsOf(connection),
		writes: writesOf(connection),
		clock,
		stop
	};
	const both = onInstance?.(ports, verifyRunner);
	const closed = async () => both?.closed();
	const run = {
		...compare && { compare },
		verifyRunner: both ?? verifyRunner,
		began: clock.now(),
		emit
	};
	return {
		...ports,
		...run,
		closed,
		close
	};
}
// src/github/command-state.ts
const KEY$2 = "commands";
const noteCommands = (access) => (commands) => {
	try {
		saveState(KEY$2, JSON.stringify({
			commands,
			access
		}));
	} catch {
		warning("What verify-on-instance runs could not be noted for the post step: if this job is cancelled, it may run on.");
	}
};
const commandsNoted = () => savedCommands()?.commands ?? [];
const commandAccess = () => savedCommands()?.access;
function savedCommands() {
	const text = getState(KEY$2);
	if (text === "") return void 0;
	try {
		const { commands = [], access } = JSON.parse(text);
		return commands.length > 0 && access !== void 0 ? {
			commands,
			access
		} : void 0;
	} catch {
		return;
	}
}
// src/github/workspace.ts
const LARGEST = 16e6;
const action_opener = (workspace) => (file) => {
	const path = (0,external_node_path_.resolve)(workspace, file);
	try {
		return {
			path,
			...contents(path)
		};
	} catch (thrown) {
		return {
			path,
			why: reasons$1[codeOf$1(thrown)] ?? `cannot be read (${codeOf$1(thrown)})`
		};
	}
};
function contents(path) {
	const file = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NONBLOCK);
	try {
		const stats = (0,external_node_fs_.fstatSync)(file);
		if (stats.isDirectory()) return { why: "is a folder" };
		if (!stats.isFile()) return { why: "is not a regular file" };
		if (stats.size > LARGEST) return { why: `is too large (${stats.size} bytes)` };
		return bounded(file);
	} finally {
		(0,external_node_fs_.closeSync)(file);
	}
}
function bounded(file) {
	const chunks = [];
	let length = 0;
	for (;;) {
		const chunk = Buffer.alloc(65536);
		const read = (0,external_node_fs_.readSync)(file, chunk);
		if (read === 0) return { text: Buffer.concat(chunks).toString("utf8").replace(/^\uFEFF/, "") };
		chunks.push(chunk.subarray(0, read));
		length += read;
		if (length > LARGEST) return { why: `is too large (more than ${LARGEST} bytes)` };
	}
}
const reasons$1 = {
	ENOENT: "does not exist",
	ENOTDIR: "does not exist",
	EISDIR: "is a folder",
	EACCES: "may not be read"
};
const codeOf$1 = (thrown) => thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
// src/github/context.ts
function runnerContextFrom(env) {
	const inputs = Object.entries(env).flatMap(([key, value]) => key.startsWith("INPUT_") ? [[key.slice(6).toLowerCase(), value ?? ""]] : []);
	return {
		inputs: new Map(inputs),
		region: (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "").trim(),
		run: {
			id: env["GITHUB_RUN_ID"] ?? "local",
			sha: env["GITHUB_SHA"] ?? ""
		},
		attempt: Number(env["GITHUB_RUN_ATTEMPT"] || 1),
		open: action_opener(env["GITHUB_WORKSPACE"] || "."),
		env
	};
}
const REPORT_FILE = "report-file";
function freeFile(folder, step) {
	const name = `ami-rollout-${step.replace(/\W/g, "")}`;
	for (let count = 1;; count++) {
		const file = (0,external_node_path_.join)(folder, `${name}${count === 1 ? "" : `-${count}`}.json`);
		if (!(0,external_node_fs_.existsSync)(file)) return file;
	}
}
function actionRootFrom(env) {
	const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
	const address = encodeURI(`${server}/${repository}/blob/${ref}/`);
	return repository && ref && /^https?:/.test(address) && URL.canParse(address) ? address : "";
}
function runLinksFrom(env) {
	const reportFile = env[`STATE_report-file`] || freeFile(env["RUNNER_TEMP"] || (0,external_node_os_.tmpdir)(), env["GITHUB_ACTION"] ?? "");
	return {
		server: env["GITHUB_SERVER_URL"] ?? "https://github.com",
		repository: env["GITHUB_REPOSITORY"] ?? "",
		runId: env["GITHUB_RUN_ID"] ?? "",
		actor: env["GITHUB_TRIGGERING_ACTOR"] || (env["GITHUB_ACTOR"] ?? ""),
		actionRoot: actionRootFrom(env),
		reportFile,
		summaryFile: reportFile.replace(/\.json$/, ".md"),
		stepSummary: env["GITHUB_STEP_SUMMARY"] || void 0
	};
}
// src/github/identity.ts
function identityTokens(env, audience) {
	return async () => mayHaveToken(env) ? getIDToken(audience) : void 0;
}
const mayHaveToken = (env) => Boolean(env["ACTIONS_ID_TOKEN_REQUEST_URL"] && env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]);
// src/github/state.ts
function savedAfter(before, event) {
	switch (event.type) {
		case "surveyed": return before?.operation.type === "not-started" && !before.failure ? {
			...before,
			settled: true
		} : before;
		case "claiming":
		case "starting": return before?.failure ? before : {
			operation: event.operation,
			settings: event.settings,
			settled: false
		};
		case "underway": {
			const { operation, settings, failure = before?.failure } = event;
			const isSecondRefresh = operation.type === "refresh" && operation.undoes !== void 0;
			if (operation.type === "verify-only" || failure && !isSecondRefresh) return before;
			return {
				operation,
				settings,
				...failure && { failure },
				settled: false
			};
		}
		case "rolling-back": return before && {
			...before,
			failure: before.failure ?? event.failure
		};
		case "concluded": {
			const { outcome } = event;
			const isStartOpen = outcome.type === "cancelled" && before?.operation.type === "not-started" && !before.settled;
			const open = !("failure" in outcome && outcome.failure.code === "handed-over") && (isStartOpen || "rollback" in outcome && isOpen(outcome.rollback));
			return before && {
				...before,
				settled: !open
			};
		}
		default: return before;
	}
}
const isOpen = ({ end, failure }) => end === "under-way" || end === "failed" && failure !== void 0 && unanswered.has(failure.code);
const unanswered = /* @__PURE__ */ new Set([
	"lost-contact",
	"credentials-expired",
	"cancelled"
]);
const KEY$1 = "unsettled";
function stateReader(access) {
	let known;
	return (event) => {
		const next = savedAfter(known, event);
		if (next === known || !next) return;
		known = next;
		try {
			saveState(KEY$1, JSON.stringify({
				...next,
				access
			}, withoutMany));
		} catch {
			warning("The state for the post step could not be saved: if this job is cancelled, see to the instance refresh yourself.");
		}
	};
}
const withoutMany = (member, value) => member === "knownBefore" ? [] : value;
function leftByMain() {
	const text = getState(KEY$1);
	if (text === "") return "nothing";
	try {
		const saved = JSON.parse(text);
		if (saved.settled === true) return "nothing";
		const { operation, settings, access, failure } = saved;
		if (!operation || !settings || access === void 0) return "broken";
		return {
			operation,
			settings,
			access,
			...failure && { failure },
			settled: false
		};
	} catch {
		return "broken";
	}
}
function saveReportFile(path) {
	try {
		saveState(REPORT_FILE, path);
	} catch {}
}
// src/github/trial-state.ts
const KEY = "trials";
function launchesAfter(before, event) {
	if (event.type !== "trial") return before;
	const { trial } = event;
	switch (trial.did) {
		case "launching": return [...before, trial.launch];
		case "launched": return before.map((each) => isSame(each, trial.launch) ? trial.launch : each);
		case "no-room":
		case "not-launched": return before.filter(({ place, instance }) => instance !== void 0 || !isSamePlace(place, trial.place));
		case "ended":
		case "left": return before.filter(({ instance }) => instance === void 0 || !trial.instances.includes(instance));
		default: return before;
	}
}
const isSamePlace = (one, other) => one.subnet === other.subnet && one.type === other.type;
const isSame = (one, other) => one.template === other.template && one.version === other.version && isSamePlace(one.place, other.place);
function trialStateReader(access) {
	let known = [];
	return (event) => {
		const next = launchesAfter(known, event);
		if (next === known) return;
		known = next;
		try {
			saveState(KEY, JSON.stringify({
				launches: next,
				access
			}));
		} catch {
			warning("The trial could not be noted for the post step: if this job is cancelled, see that its instance ends.");
		}
	};
}
function trialsLeftByMain() {
	const text = getState(KEY);
	if (text === "") return void 0;
	try {
		const { launches = [], access } = JSON.parse(text);
		return launches.length > 0 && access !== void 0 ? {
			launches,
			access
		} : void 0;
	} catch {
		return;
	}
}
// src/rollout/model/settings.ts
const VERIFY_SLACK = 15e3;
const warmupOf = ({ instanceWarmup }, group) => instanceWarmup === void 0 ? group.defaultInstanceWarmup ?? group.healthCheckGracePeriod : instanceWarmup;
// src/rollout/partition.ts
const STS = "sts.amazonaws.com";
const partitions = [
	{
		id: "aws",
		regions: /^(?:us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
		console: (region) => `${region}.console.aws.amazon.com`,
		stsAudience: STS
	},
	{
		id: "aws-cn",
		regions: /^cn-\w+-\d+$/,
		console: (region) => `${region}.console.amazonaws.cn`,
		stsAudience: "sts.amazonaws.com.cn"
	},
	{
		id: "aws-us-gov",
		regions: /^us-gov-\w+-\d+$/,
		console: () => "console.amazonaws-us-gov.com",
		stsAudience: STS
	},
	{
		id: "aws-eusc",
		regions: /^eusc-\w+-\w+-\d+$/,
		console: () => "console.amazonaws-eusc.eu",
		stsAudience: STS
	},
	{
		id: "aws-iso",
		regions: /^us-iso-\w+-\d+$/,
		stsAudience: STS
	},
	{
		id: "aws-iso-b",
		regions: /^us-isob-\w+-\d+$/,
		stsAudience: STS
	},
	{
		id: "aws-iso-e",
		regions: /^eu-isoe-\w+-\d+$/,
		stsAudience: STS
	},
	{
		id: "aws-iso-f",
		regions: /^us-isof-\w+-\d+$/,
		stsAudience: STS
	}
];
const partitionOf = (region) => partitions.find(({ regions }) => regions.test(region));
const isPartition = (id) => partitions.some((partition) => partition.id === id);
// src/rollout/several-groups.ts
const matrixOf = (groups) => `\`strategy: { matrix: { group: [${groups.map((name) => JSON.stringify(name)).join(", ")}] } }\` in the job, and \`auto-scaling-group: \${{ matrix.group }}\` here`;
const orSeveral = (text) => {
	const [first = "", ...others] = text.split(",");
	const kind = /^tag:.*=/.exec(first)?.[0] ?? "";
	return others.length === 0 ? "" : ` If these are several groups, use a matrix: ${matrixOf([first, ...others.map((each) => `${kind}${each}`)])}.`;
};
// src/inputs/parse.ts
const SECOND$2 = 1e3;
const MINUTE$3 = 60 * SECOND$2;
const HOUR$1 = 60 * MINUTE$3;
var Wrong = class {
	says;
	constructor(says) {
		this.says = says;
	}
};
const word = (words) => (value) => (Object.hasOwn(words, value) ? words[value] : void 0) ?? new Wrong(`must be one of ${Object.keys(words).join(", ")}`);
const yesOrNo = (value) => value === "true" ? true : value === "false" ? false : new Wrong("must be true or false");
function destination(value) {
	if (value === "previous") return value;
	if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
	return isImageId(value) ? value : new Wrong("must be previous, a launch template version number, or ami-…");
}
function versionOrAlias(value) {
	if (value === "$Latest" || value === "$Default") return value;
	return /^[1-9]\d{0,5}$/.test(value) ? Number(value) : new Wrong("must be a version number, $Latest or $Default");
}
const isImageId = (value) => /^ami-[0-9a-f]{8,17}$/.test(value);
function groupOrTag(value) {
	const names = value.split(/\r?\n|,\s+|\s+,/).map((name) => name.trim());
	if (names.length > 1) return new Wrong(severalGroups(names.filter(Boolean)));
	if (value.startsWith("tag:")) return groupTag(value);
	return value.length <= 255 ? value : new Wrong("must be one name of at most 255 characters");
}
function groupTag(text) {
	const at = text.lastIndexOf("=");
	const [key, value] = [text.slice(4, at), text.slice(at + 1)];
	return at > 4 && key.length <= 128 && value.length <= 256 ? {
		key,
		value
	} : new Wrong("must be tag:KEY=VALUE, with a key of at most 128 characters and a value of at most 256");
}
const severalGroups = (names) => `names ${names.length} groups, and a step rolls one. For several groups use a matrix: ${matrixOf(names)}`;
const roleArn = (value) => {
	const partition = /^arn:([a-z-]+):iam::\d{12}:role\/[\w+=,.@/-]+$/.exec(value)?.[1];
	return partition !== void 0 && isPartition(partition) ? value : new Wrong("must be the ARN of a role, such as arn:aws:iam::123456789012:role/deploy");
};
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;
function regionName(value) {
	if (REGION.test(value)) return value;
	const ofZone = /^(.*\d)[a-z]$/.exec(value)?.[1];
	if (ofZone !== void 0 && REGION.test(ofZone)) return new Wrong(`must be a region, not an Availability Zone: the region is ${ofZone}`);
	const meant = value.toLowerCase().replace(/["'\s]+/g, "-").replace(/^-|-$/g, "");
	return new Wrong(REGION.test(meant) ? `must be a region; did you mean ${meant}?` : "must be one region, such as eu-west-1");
}
const whole = (least, most) => (value) => {
	const number = /^\d{1,3}$/.test(value) ? Number(value) : NaN;
	return number >= least && number <= most ? number : new Wrong(`must be a whole number from ${least} to ${most}`);
};
function percentages(value) {
	const parts = listed(value).map((part) => /^\d{1,3}$/.test(part) ? Number(part) : NaN);
	if (!parts.every((part, i) => part >= 1 && part <= 100 && part > (parts[i - 1] ?? 0))) return new Wrong("must be whole percentages from 1 to 100, ascending and each once, such as 1, 20, 50");
	return parts.at(-1) === 100 ? parts : [...parts, 100];
}
function alarmNames(value) {
	const names = listed(value);
	return names.length <= 10 && names.every((name) => name.length <= 255) && new Set(names).size === names.length ? names : new Wrong("must be at most ten alarm names of at most 255 characters, each once");
}
const PARAMETER_NAME = /^(?:[\w.-]+|(?:\/[\w.-]+)+)$/;
const ownParameter = (value) => PARAMETER_NAME.test(value) && !/^\/?(?:aws|ssm)/i.test(value) ? value : new Wrong("must be the name of a parameter of this account, such as /web/image, without a version or a label");
function imageOwners(value) {
	const owners = listed(value).map(imageOwner);
	return owners.every((owner) => owner !== void 0) ? owners : new Wrong("must be account ids of twelve digits, `amazon`, or `marketplace:` with a product code");
}
function imageOwner(text) {
	if (text === "amazon") return { type: "amazon" };
	if (/^\d{12}$/.test(text)) return {
		type: "account",
		id: text
	};
	const productCode = /^marketplace:([a-z0-9]+)$/.exec(text)?.[1];
	return productCode === void 0 ? void 0 : {
		type: "marketplace",
		productCode
	};
}
const listed = (value) => value.split(/[,\n]/).map((part) => part.trim()).filter(Boolean);
const milliseconds = (least, most) => (value) => {
	const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(value);
	const [, hours = 0, minutes = 0, seconds = 0] = parts ?? [];
	const asked = Number(hours) * HOUR$1 + Number(minutes) * MINUTE$3 + Number(seconds) * SECOND$2;
	if (parts && asked >= least && asked <= most) return asked;
	return new Wrong(`must be a duration such as 90, 90s, 5m or 1h30m, from ${action_length(least)} to ${action_length(most)}`);
};
function action_length(ms) {
	if (ms > 0 && ms % 36e5 === 0) return `${ms / HOUR$1}h`;
	return ms > 0 && ms % 6e4 === 0 ? `${ms / MINUTE$3}m` : `${ms / SECOND$2}s`;
}
// src/inputs/connection.ts
function readAccess({ text, read, wrong }, { region: ambient, run }) {
	const region = read("aws-region", regionName, ambient);
	if (region === "" && text("aws-region") === "") wrong("aws-region", "", "is not set, and neither is AWS_REGION in the environment; set it, such as eu-west-1");
	for (const input of ["role-session-name", "audience"]) if (text(input) !== "" && text("role-to-assume") === "") wrong(input, text(input), "means nothing without role-to-assume");
	const arn = read("role-to-assume", roleArn, "");
	const sessionName = text("role-session-name") || `ami-rollout-${run.id}`;
	const audience = text("audience") || (partitionOf(region)?.stsAudience ?? "sts.amazonaws.com");
	return {
		region,
		role: arn === "" ? void 0 : {
			arn,
			sessionName,
			audience
		},
		summary: read("summary", yesOrNo, true)
	};
}
// src/inputs/environment.ts
const environmentProblems = (reader, { env }) => {
	return [
		...region(reader, env),
		...proxy(env),
		...endpoints(env),
		...words(env),
		...attempts(env),
		...credentials(reader, env)
	];
};
const problem = (input, value, says, remedy) => ({
	input,
	value,
	says: `in the environment ${says}`,
	remedy
});
const UNSET = "Correct this variable in `env:` of the step, the job or the workflow, or on the runner, or unset it.";
function region({ text }, env) {
	if (text("aws-region") !== "") return [];
	const name = env["AWS_REGION"] ? "AWS_REGION" : "AWS_DEFAULT_REGION";
	const value = env[name] ?? "";
	const parsed = value.trim() === "" ? "" : regionName(value.trim());
	return parsed instanceof Wrong ? [problem(name, value, parsed.says, `Set \`aws-region\` in this step. ${UNSET}`)] : [];
}
function proxy(env) {
	const name = env["https_proxy"] ? "https_proxy" : "HTTPS_PROXY";
	const value = env[name];
	if (!value) return [];
	const says = wrongWithProxy(value);
	return says === void 0 ? [] : [problem(name, "", says, UNSET)];
}
function wrongWithProxy(value) {
	const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase();
	if (scheme !== void 0 && scheme !== "http" && scheme !== "https") return `names a proxy of the kind ${scheme}, which neither Node nor GitHub's toolkit supports; it must be http://HOST:PORT`;
	const text = scheme === void 0 ? `http://${value}` : value;
	if (!URL.canParse(text)) return "must be a URL such as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT";
	const { pathname, search, hash, username, password } = new URL(text);
	return pathname === "/" && search === "" && hash === "" && isEncoded(username) && isEncoded(password) ? void 0 : "must end after HOST:PORT: in user and password the characters @ : / ? # % are written %40 %3A %2F %3F %23 %25";
}
function isEncoded(text) {
	try {
		return true;
	} catch {
		return false;
	}
}
const endpoints = (env) => env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true" ? [] : Object.entries(env).flatMap(([name, value]) => /^AWS_ENDPOINT_URL(?:_|$)/.test(name) && value && !isHttp(value) ? [problem(name, value, "must be a URL that begins with http:// or https://", UNSET)] : []);
const isHttp = (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const yesNo = ["true", "false"];
const action_closed = {
	AWS_USE_FIPS_ENDPOINT: yesNo,
	AWS_USE_DUALSTACK_ENDPOINT: yesNo,
	AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: yesNo,
	AWS_DISABLE_CLOCK_SKEW_CORRECTION: yesNo,
	AWS_ACCOUNT_ID_ENDPOINT_MODE: [
		"preferred",
		"disabled",
		"required"
	],
	AWS_RETRY_MODE: [
		"standard",
		"adaptive",
		"legacy"
	]
};
const words = (env) => Object.entries(action_closed).flatMap(([name, allowed]) => {
	const value = env[name];
	return value === void 0 || allowed.includes(value) ? [] : [problem(name, value, `must be ${allowed.join(" or ")}, in lower case`, UNSET)];
});
const attempts = ({ AWS_MAX_ATTEMPTS: value }) => !value || /^(?:[1-9]\d?|100)$/.test(value) ? [] : [problem("AWS_MAX_ATTEMPTS", value, "must be a whole number from 1 to 100", UNSET)];
function credentials({ text, isSound }, env) {
	const role = text("role-to-assume");
	if (role === "") return halfKey(env);
	return [...mayHaveToken(env) ? [] : [noToken], ...isSound("role-to-assume", "aws-region") ? otherPartition(role, text("aws-region") || env["AWS_REGION"] || "") : []];
}
const noToken = {
	input: "role-to-assume",
	value: "",
	says: "needs an identity token, which GitHub gives only to jobs with `permissions: id-token: write`",
	remedy: "Add `id-token: write` to the `permissions` of this job (of the calling job too, for a reusable workflow). A pull request from a fork never gets a token. With credentials from a step before, leave `role-to-assume` out."
};
function otherPartition(role, region) {
	const [, ofRole] = role.split(":");
	const ofRegion = partitionOf(region)?.id;
	if (ofRegion === void 0 || ofRole === ofRegion) return [];
	return [{
		input: "role-to-assume",
		value: role,
		says: `is a role of the partition ${ofRole}, but ${region} lies in ${ofRegion}: no role of the one can be assumed in the other`
	}];
}
function halfKey(env) {
	const pair = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
	const missing = pair.filter((name) => !env[name]);
	const [name] = missing;
	if (missing.length !== 1 || name === void 0) return [];
	const other = pair.find((each) => each !== name);
	return [problem(name, "", `is not set, but ${other} is: a key needs both`, "Set both, from secrets; or set `role-to-assume` instead.")];
}
// src/rollout/launch-template/image-source.ts
const isMoving = (ref) => ref.from === "newest" || ref.from === "parameter" && !/^\d+$/.test(ref.selector ?? "");
function asked$1(ref) {
	switch (ref.from) {
		case "id": return ref.id;
		case "parameter": return `ssm:${ref.name}${ref.selector === void 0 ? "" : `:${ref.selector}`}${suffix(ref.member)}`;
		case "packer": return `packer:${ref.file}${suffix(ref.named)}`;
		case "newest": return `latest:${ref.pattern}`;
	}
}
const suffix = (name) => name === void 0 ? "" : `#${name}`;
const idIn = (ref) => "id" in ref ? ref.id : void 0;
const commitKeys = [
	"commit",
	"gitcommit",
	"gitsha",
	"sha",
	"sourcecommit",
	"org.opencontainers.image.revision"
];
function commitIn(notes) {
	const found = /* @__PURE__ */ new Map();
	for (const [key, value] of notes) if (typeof value === "string" && /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/i.test(value.trim())) found.set(key.toLowerCase().replace(/[-_]/g, ""), value.trim().toLowerCase());
	return commitKeys.map((key) => found.get(key)).find((commit) => commit !== void 0);
}
// src/inputs/packer.ts
function artifactsIn(text, region, name) {
	if (text.trim() === "") return new Wrong("is empty");
	const manifest = parsed$1(text);
	if (manifest === void 0) return new Wrong("is not JSON");
	const run = textAt(manifest, "last_run_uuid");
	const builds = listAt(manifest, "builds");
	if (!builds || run === void 0 || run === "") return new Wrong("is no manifest of Packer: it has no `builds` or no `last_run_uuid`");
	const last = builds.filter((build) => textAt(build, "packer_run_uuid") === run);
	if (last.length === 0) return new Wrong(`has no build of its last run ${run}, only ${builds.length} of others`);
	const named = name === void 0 ? last : last.filter((build) => namesOf(build).includes(name));
	if (named.length === 0) return new Wrong(`has no build ${name} in its last run, only ${[...new Set(last.map(nameOf$3))].join(", ")}`);
	const images = named.flatMap((build) => imagesOf$2(build).map((image) => ({
		build,
		...image
	})));
	if (images.length === 0) return new Wrong(`has no AMI of its last run ${run}, only ${kinds(named)}`);
	const here = images.filter((image) => image.region === region);
	if (here.length === 0) return new Wrong(`has images of its last run in ${regions(images)}, none in ${region}`);
	return here.filter(({ id }, i) => here.findIndex((other) => other.id === id) === i).map(({ build, id }) => ({
		id,
		run,
		...factsOf$2(build)
	}));
}
function namesOf(build) {
	const [name, type] = [textAt(build, "name") ?? "", textAt(build, "builder_type") ?? ""];
	return [
		name,
		type,
		`${type}.${name}`
	].filter((each) => each !== "" && each !== ".");
}
const nameOf$3 = (build) => namesOf(build).at(-1) ?? "a build without a name";
function parsed$1(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
const imagesOf$2 = (build) => (textAt(build, "artifact_id") ?? "").split(",").flatMap((part) => {
	const [region = "", id = ""] = part.split(":");
	return isImageId(id) ? [{
		region,
		id
	}] : [];
});
function factsOf$2(build) {
	const seconds = at(build, "build_time");
	const custom = at(build, "custom_data");
	const commit = commitIn(typeof custom === "object" && custom !== null ? Object.entries(custom) : []);
	return {
		build: textAt(build, "name") ?? "",
		...typeof seconds === "number" && { built: seconds * 1e3 },
		...commit !== void 0 && { commit }
	};
}
const kinds = (builds) => [...new Set(builds.map((build) => textAt(build, "builder_type") ?? "builds of no kind"))].join(", ");
const regions = (images) => [...new Set(images.map(({ region }) => region))].sort().join(", ");
const at = (value, key) => typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : void 0;
const textAt = (value, key) => {
	const found = at(value, key);
	return typeof found === "string" ? found : void 0;
};
const listAt = (value, key) => {
	const found = at(value, key);
	return Array.isArray(found) ? found : void 0;
};
// src/inputs/images.ts
const CURRENT = "current";
function checkCurrent({ text, wrong, isSound }, settings) {
	const version = text("launch-template-version");
	if (version !== "") wrong("launch-template-version", version, "means nothing with image: current, which rolls the version in use");
	if (settings.trial !== void 0 && isSound("trial")) wrong("trial", text("trial"), "means nothing with image: current, whose version runs already");
	if (settings.skipMatching && isSound("skip-matching")) wrong("skip-matching", text("skip-matching"), "means nothing with image: current, which replaces every instance");
}
function readImages({ text, wrong }, around) {
	if (text("image") === "") wrong("image", "", "is required; to roll a version that exists, set `launch-template-version`");
	const seen = /* @__PURE__ */ new Set();
	return listed(text("image")).flatMap((line) => {
		const refs = once(refsIn(line, around), seen);
		if (!(refs instanceof Wrong)) return refs;
		wrong("image", line, refs.says);
		return [];
	});
}
function once(refs, seen) {
	if (refs instanceof Wrong) return refs;
	if (refs.some((ref) => seen.has(nameOf$2(ref)))) return new Wrong("is given twice");
	for (const ref of refs) seen.add(nameOf$2(ref));
	return refs;
}
const nameOf$2 = (ref) => "id" in ref ? ref.id : JSON.stringify(ref);
function refsIn(line, around) {
	const [, form = "", rest = ""] = /^(ssm|packer|latest):(.*)$/.exec(line) ?? [];
	if (form === "packer") return builds(rest, around);
	const ref = form === "ssm" ? parameter(rest, around) : form === "latest" ? newest$1(rest) : imageId(line);
	return ref instanceof Wrong ? ref : [ref];
}
const imageId = (value) => isImageId(value) ? {
	from: "id",
	id: value
} : new Wrong(noImageId(value));
function noImageId(value) {
	if (value === "current") return "must be the only line, since every template then keeps its own image";
	return value.startsWith("resolve:ssm:") ? `is the form of launch templates; write ${value.slice(8)}` : "must be an image id (ami- and 8 to 17 hexadecimal digits), current, ssm:/parameter, packer:manifest.json or latest:name-pattern";
}
const ARN = /^arn:aws[\w-]*:ssm:(?<region>[a-z0-9-]+):(?:\d{12})?:parameter\/[\w./-]+$/;
const SELECTOR = /^(?:[1-9]\d{0,14}|(?!aws|ssm)[a-z._-][\w.-]{0,99})$/i;
function parameter(text, { region }) {
	const [, value = text, member] = /^([^#]*)#(.*)$/.exec(text) ?? [];
	if (member === "") return new Wrong("must name a member of the parameter’s JSON after the #");
	const [, name = value, selector] = /^(arn(?::[^:]*){5}|(?!arn:)[^:]*):(.*)$/.exec(value) ?? [];
	const arn = ARN.exec(name)?.groups;
	if (!arn && !PARAMETER_NAME.test(name)) return new Wrong("must name a parameter: ssm:/name, ssm:/name:version, ssm:/name:label, or its ARN after ssm:");
	if (arn && region !== "" && arn["region"] !== region) return new Wrong(`names a parameter of ${arn["region"]}, but the region is ${region}; a parameter is read in its own`);
	if (selector !== void 0 && !SELECTOR.test(selector)) return new Wrong("must have a version number or a label after the last colon");
	return {
		from: "parameter",
		name,
		...selector !== void 0 && { selector },
		...member !== void 0 && { member }
	};
}
const PATTERN = /^[\w ()[\]./'@*?-]{1,128}$/;
const newest$1 = (pattern) => PATTERN.test(pattern) && /[^*?]/.test(pattern) ? {
	from: "newest",
	pattern
} : new Wrong("must be a name of an image, or a part of it with * and ?, such as latest:web-*");
function builds(text, { region, open }) {
	const [, file = text, named] = /^(.*)#(.*)$/.exec(text) ?? [];
	if (named === "") return new Wrong("must name a build of the manifest after the #");
	if (file === "") return new Wrong("must name the manifest that Packer wrote, such as packer:packer-manifest.json");
	const opened = open(file);
	if ("why" in opened) return new Wrong(`names ${opened.path}, which ${opened.why}; the step that makes or downloads it must come before, in the same job`);
	const found = region === "" ? [] : artifactsIn(opened.text, region, named);
	return found instanceof Wrong ? new Wrong(`names ${file}, which ${found.says}`) : found.map((artifact) => ({
		from: "packer",
		file,
		...named !== void 0 && { named },
		...artifact
	}));
}
// src/inputs/names.ts
const inputNames = [
	"auto-scaling-group",
	"image",
	"launch-template-version",
	"mode",
	"to",
	"min-healthy-percentage",
	"max-healthy-percentage",
	"instance-warmup",
	"bake-time",
	"target-health-timeout",
	"max-launch-failures",
	"checkpoints",
	"checkpoint-delay",
	"alarms",
	"verify",
	"verify-on-instance",
	"verify-timeout",
	"trial",
	"trial-timeout",
	"skip-matching",
	"scale-in-protected-instances",
	"standby-instances",
	"timeout",
	"poll-interval",
	"hand-over",
	"on-failure",
	"on-cancel",
	"on-conflict",
	"on-stale",
	"allowed-image-owners",
	"ssm-template",
	"set-default-version",
	"failed-version",
	"set-parameter",
	"keep-launch-template-versions",
	"keep-images",
	"old-images",
	"aws-region",
	"role-to-assume",
	"role-session-name",
	"audience",
	"summary",
	"pull-request-comment",
	"github-token"
];
const declared = inputNames;
const typos = ({ inputs }) => [...inputs].flatMap(([input, value]) => {
	const meant = declared.includes(input) ? void 0 : declared.find((name) => distance(name, input) <= 2);
	return meant === void 0 ? [] : [{
		input,
		value,
		says: `is not an input of this action; did you mean ${meant}?`
	}];
});
function distance(a, b) {
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (const [i, left] of [...a].entries()) {
		const next = [i + 1];
		for (const [j, right] of [...b].entries()) next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)));
		row = next;
	}
	return row[b.length] ?? 0;
}
// src/inputs/reading.ts
function reading({ inputs }, problems) {
	const text = (input) => inputs.get(input)?.trim() ?? "";
	const wrong = (input, value, says) => {
		problems.push({
			input,
			value,
			says
		});
	};
	const read = (input, parse, otherwise) => {
		const value = text(input);
		if (value === "") return otherwise;
		const parsed = parse(value);
		if (!(parsed instanceof Wrong)) return parsed;
		wrong(input, value, parsed.says);
		return otherwise;
	};
	const required = (input, parse, otherwise) => {
		if (text(input) === "") wrong(input, "", "is required");
		return read(input, parse, otherwise);
	};
	const isSound = (...of) => !problems.some(({ input }) => of.some((each) => each === input));
	return {
		text,
		read,
		required,
		wrong,
		isSound
	};
}
// src/inputs/watch.ts
const watching = /* @__PURE__ */ new Set([
	"auto-scaling-group",
	"mode",
	"verify",
	"verify-timeout",
	"target-health-timeout",
	"max-launch-failures",
	"timeout",
	"poll-interval",
	"hand-over",
	"on-failure",
	"on-cancel",
	"aws-region",
	"role-to-assume",
	"role-session-name",
	"audience",
	"summary",
	"pull-request-comment",
	"github-token"
]);
const unsetInWatch = {
	trial: "false",
	"scale-in-protected-instances": "ignore",
	"standby-instances": "ignore",
	"on-conflict": "auto",
	"on-stale": "warn",
	"ssm-template": "refuse",
	"set-default-version": "false",
	"failed-version": "delete"
};
const isForWatch = (input) => watching.has(input);
function checkWatch({ text, wrong, isSound }) {
	for (const input of inputNames) if (!isForWatch(input) && text(input) !== "" && text(input) !== unsetInWatch[input] && isSound(input)) wrong(input, text(input), "means nothing in mode: watch, which shapes no instance refresh and starts none");
	if (text("verify-timeout") !== "" && text("verify") === "" && isSound("verify-timeout")) wrong("verify-timeout", text("verify-timeout"), "means nothing without verify");
	for (const input of ["on-failure", "on-cancel"]) if (text(input) !== "" && text(input) !== "leave" && isSound(input)) wrong(input, text(input), "must be leave in mode: watch, which undoes nothing that somebody else has started");
}
// src/inputs/index.ts
function inputsFrom(runner) {
	const problems = [...typos(runner)];
	const reader = reading(runner, problems);
	const { text, read, required } = reader;
	const access = readAccess(reader, runner);
	const onInstance = text("verify-on-instance") !== "";
	const verifies = text("verify") !== "" || onInstance;
	const trialTimeout = read("trial-timeout", milliseconds(2 * MINUTE$3, 3 * HOUR$1), 15 * MINUTE$3);
	const chosen = read("mode", word(modes), "deploy");
	const isWatch = chosen === "watch";
	const isRollback = chosen === "rollback" || chosen === "plan" && text("to") !== "";
	const to = read("to", destination, isRollback ? "previous" : void 0);
	const currentImage = text("image") === CURRENT;
	const isWithoutImage = currentImage || text("image") === "" && text("launch-template-version") !== "";
	const templateVersion = read("launch-template-version", versionOrAlias, void 0);
	const keepImages = read("keep-images", whole(2, 999), void 0);
	const oldImages = read("old-images", word(archives), void 0);
	const setParameter = read("set-parameter", ownParameter, void 0);
	const settings = {
		mode: chosen,
		group: required("auto-scaling-group", groupOrTag, ""),
		images: isRollback || chosen === "check" || isWatch || isWithoutImage || text("image") === "" && !reader.isSound("mode") ? [] : readImages(reader, {
			...runner,
			region: access.region
		}),
		currentImage,
		...templateVersion !== void 0 && { templateVersion },
		...isRollback && to !== void 0 && { to },
		run: runner.run,
		attempt: runner.attempt,
		minHealthyPercentage: read("min-healthy-percentage", whole(0, 100), void 0),
		maxHealthyPercentage: read("max-healthy-percentage", whole(100, 200), void 0),
		instanceWarmup: read("instance-warmup", milliseconds(0, 48 * HOUR$1), void 0),
		bakeTime: read("bake-time", milliseconds(0, 48 * HOUR$1), verifies ? 5 * MINUTE$3 : isRollback ? 0 : 2 * MINUTE$3),
		targetHealthTimeout: read("target-health-timeout", milliseconds(10 * SECOND$2, HOUR$1), MINUTE$3),
		maxLaunchFailures: read("max-launch-failures", whole(1, 100), 3),
		checkpoints: read("checkpoints", percentages, []),
		checkpointDelay: read("checkpoint-delay", milliseconds(0, 48 * HOUR$1), 5 * MINUTE$3),
		alarms: read("alarms", alarmNames, []),
		verify: verifies ? {
			timeout: read("verify-timeout", milliseconds(SECOND$2, 48 * HOUR$1), void 0),
			namesInstances: /^$|AMI_ROLLOUT_NEW_INSTANCE_(ADDRESSES|IDS)/.test(text("verify")),
			onInstance
		} : void 0,
		trial: read("trial", yesOrNo, false) ? { timeout: trialTimeout } : void 0,
		skipMatching: read("skip-matching", yesOrNo, !currentImage),
		scaleInProtectedInstances: read("scale-in-protected-instances", word({
			refresh: "Refresh",
			ignore: "Ignore",
			wait: "Wait"
		}), "Ignore"),
		standbyInstances: read("standby-instances", word({
			terminate: "Terminate",
			ignore: "Ignore",
			wait: "Wait"
		}), "Ignore"),
		timeout: read("timeout", (value) => value === "auto" ? "auto" : milliseconds(MINUTE$3, 336 * HOUR$1)(value), "auto"),
		handOver: read("hand-over", (value) => value === "none" ? void 0 : milliseconds(10 * MINUTE$3, 336 * HOUR$1)(value), HAND_OVER),
		pollInterval: read("poll-interval", milliseconds(5 * SECOND$2, 10 * MINUTE$3), 15 * SECOND$2),
		onFailure: read("on-failure", word(failureActions), isRollback || isWatch ? "leave" : "rollback"),
		onCancel: read("on-cancel", word(failureActions), isRollback || isWatch ? "leave" : "rollback"),
		onConflict: read("on-conflict", word({
			auto: "auto",
			fail: "fail",
			wait: "wait",
			replace: "replace"
		}), "auto"),
		onStale: read("on-stale", word({
			warn: "warn",
			refuse: "refuse",
			allow: "allow"
		}), "warn"),
		allowedImageOwners: read("allowed-image-owners", imageOwners, []),
		ssmTemplate: read("ssm-template", word({
			refuse: "refuse",
			pin: "pin"
		}), "refuse"),
		setDefaultVersion: read("set-default-version", yesOrNo, false),
		...setParameter !== void 0 && { setParameter },
		failedVersion: read("failed-version", word({
			delete: "delete",
			keep: "keep"
		}), "delete"),
		keepTemplateVersions: read("keep-launch-template-versions", whole(2, 999), void 0),
		...keepImages !== void 0 && oldImages !== void 0 && { archive: {
			keep: keepImages,
			how: oldImages
		} }
	};
	if (isWatch) checkWatch(reader);
	else checkCombinations(reader, settings, isRollback);
	problems.push(...environmentProblems(reader, runner));
	const gitHub = {
		token: text("github-token"),
		comment: read("pull-request-comment", yesOrNo, false)
	};
	return problems.length > 0 ? { problems } : {
		...access,
		rollout: settings,
		verify: text("verify"),
		verifyOnInstance: text("verify-on-instance"),
		gitHub
	};
}
const LONGEST_SCRIPT = 32e3;
const HAND_OVER = 204e5;
const modes = {
	deploy: "deploy",
	rollback: "rollback",
	plan: "plan",
	check: "check",
	watch: "watch"
};
const archives = {
	deprecate: "deprecate",
	disable: "disable"
};
const failureActions = {
	rollback: "rollback",
	cancel: "cancel",
	leave: "leave"
};
function checkCombinations(reader, settings, isRollback) {
	const { text, wrong, isSound } = reader;
	const { minHealthyPercentage: min, maxHealthyPercentage: max } = settings;
	if (min !== void 0 && max !== void 0 && max - min > 100) wrong("max-healthy-percentage", text("max-healthy-percentage"), `must be at most 100 above min-healthy-percentage (${min})`);
	if (text("trial-timeout") !== "" && settings.trial === void 0 && isSound("trial")) wrong("trial-timeout", text("trial-timeout"), "means nothing without trial: true");
	for (const [input, ...needs] of [
		["checkpoint-delay", "checkpoints"],
		[
			"verify-timeout",
			"verify",
			"verify-on-instance"
		],
		["keep-images", "old-images"],
		["old-images", "keep-images"],
		["keep-images", "keep-launch-template-versions"]
	]) if (text(input) !== "" && needs.every((need) => text(need) === "") && isSound(input)) wrong(input, text(input), `means nothing without ${needs.join(" or ")}`);
	if (Buffer.byteLength(text("verify-on-instance")) > LONGEST_SCRIPT) wrong("verify-on-instance", `${text("verify-on-instance").slice(0, 40)}…`, `must be at most ${LONGEST_SCRIPT} bytes long, since Systems Manager limits the size of a command`);
	if (settings.setParameter !== void 0 && settings.images.length > 1) wrong("set-parameter", text("set-parameter"), `takes one image, and image names ${settings.images.length}`);
	if (isSound("mode", "to")) checkMode(reader, settings, isRollback);
	if (settings.currentImage) checkCurrent(reader, settings);
	if (isSound("bake-time", "target-health-timeout", "poll-interval")) bakeIsLongEnough(reader, settings, isRollback);
	if (isSound("bake-time", "poll-interval", "checkpoints", "checkpoint-delay", "verify-timeout")) verifyFits(reader, settings);
}
function checkMode({ text, wrong }, { mode }, isRollback) {
	const version = text("launch-template-version");
	if (version !== "" && isRollback) wrong("launch-template-version", version, "means nothing in a rollback; `to` says where it goes");
	if (version !== "" && mode === "check") wrong("launch-template-version", version, "means nothing in a check, which compares the group with its own launch template");
	if (mode === "check" && text("set-parameter") !== "") wrong("set-parameter", text("set-parameter"), "means nothing in a check, which changes nothing");
	if (isRollback && text("image") !== "") wrong("image", text("image"), "means nothing in a rollback; `to` says where it goes");
	if (mode === "check" && text("image") !== "") wrong("image", text("image"), "means nothing in a check, which compares the group with its own launch template");
	if (!isRollback && text("to") !== "") wrong("to", text("to"), "means nothing without mode: rollback (or plan)");
}
function bakeIsLongEnough({ text, wrong }, settings, isRollback) {
	const { bakeTime, targetHealthTimeout, pollInterval } = settings;
	const least = targetHealthTimeout + 3 * pollInterval;
	if (bakeTime >= least || isRollback && bakeTime === 0) return;
	const unset = text("bake-time") === "" ? ` (unset it is ${action_length(bakeTime)})` : "";
	wrong("bake-time", text("bake-time"), `must be at least ${action_length(least)}${unset}: target-health-timeout (${action_length(targetHealthTimeout)}) and 3 polls (poll-interval ${action_length(pollInterval)}) together, else AWS ends the refresh before bad targets can be detected`);
}
function verifyFits({ text, wrong }, settings) {
	const { verify, bakeTime, checkpoints, checkpointDelay, pollInterval } = settings;
	if (!verify) return;
	const pause = Math.min(bakeTime, ...checkpoints.length > 0 ? [checkpointDelay] : []);
	const shortest = verify.onInstance ? MINUTE$3 : 10 * SECOND$2;
	const least = (verify.timeout ?? shortest) + 2 * pollInterval + VERIFY_SLACK;
	if (pause >= least) return;
	const script = text("verify") === "" ? "verify-on-instance" : "verify";
	const input = verify.timeout === void 0 ? script : "verify-timeout";
	wrong(input, text(input), `does not fit into the shortest pause (bake-time or checkpoint-delay, ${action_length(pause)}): that must be at least ${action_length(least)}, for verify, 2 × poll-interval and ${action_length(VERIFY_SLACK)}`);
}
// src/inputs/problem.ts
const CORRECT = "Correct the inputs of this step: docs/inputs.md lists what each of them accepts.";
const refusalFor = (problems) => ({
	type: "refused",
	code: "invalid-input",
	findings: problems.map(({ input, value, says, remedy = CORRECT }) => ({
		level: "error",
		rule: input,
		says: `\`${input}\` ${says}${value === "" ? "" : ` (got "${value}")`}.`,
		remedy
	})),
	fleetStatus: {
		fleet: "unknown",
		covered: 0,
		onTarget: 0,
		runs: [],
		leftOut: [],
		warmPool: [],
		withoutTraffic: [],
		isProtected: false,
		launching: [],
		byHand: []
	}
});
// src/rollout/failures/from-problem.ts
function refusedBy(problem) {
	const refused = {
		reason: "refused",
		problem
	};
	switch (problem.kind) {
		case "denied": return {
			code: "access-denied",
			...refused
		};
		case "expired": return {
			code: "credentials-expired",
			...refused
		};
		case "conflict": return {
			code: "conflict",
			...refused
		};
		case "throttled":
		case "passing":
		case "lost":
		case "environment": return {
			code: "lost-contact",
			...refused
		};
		case "missing":
		case "idle":
		case "irreversible":
		case "rejected": return {
			code: "aws-failed",
			...refused
		};
	}
}
function tooManyFailedPolls({ polls, since, problem }) {
	const unseen = {
		reason: "out-of-sight",
		polls,
		since,
		problem
	};
	switch (problem.kind) {
		case "denied": return {
			code: "access-denied",
			...unseen
		};
		case "expired": return {
			code: "credentials-expired",
			...unseen
		};
		default: return {
			code: "lost-contact",
			...unseen
		};
	}
}
const endedByFailedPolls = (failure) => "reason" in failure && failure.reason === "out-of-sight";
// src/rollout/plan/plan.ts
const revisionOf = (versions) => ({ templates: versions.map(({ id, name, version, image }) => ({
	id,
	name,
	version,
	image
})) });
// src/rollout/launch-template/template.ts
function differences$2(from, to) {
	const before = valuesByPath(from);
	const after = valuesByPath(to);
	return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort().map((path) => ({
		path,
		from: shown(path, before.get(path)),
		to: shown(path, after.get(path))
	}));
}
const shown = (path, value) => path === "UserData" && value !== void 0 ? `${value.length} characters, not shown` : value;
const alterations = (source, made) => differences$2(source, made).filter(({ path, to }) => path !== "ImageId" && !(to === void 0 && /^BlockDeviceMappings\[\d+\]\.Ebs\.SnapshotId$/.test(path)));
function valuesByPath(value, path = "", found = /* @__PURE__ */ new Map()) {
	if (Array.isArray(value)) for (const [i, item] of value.entries()) valuesByPath(item, `${path}[${i}]`, found);
	else if (typeof value === "object" && value !== null && !(value instanceof Date)) for (const [key, item] of Object.entries(value)) valuesByPath(item, path ? `${path}.${key}` : key, found);
	else if (value !== void 0 && value !== null) found.set(path, value instanceof Date ? value.toISOString() : String(value));
	return found;
}
// src/rollout/plan/planned-version.ts
const isPlanned = (version) => "source" in version;
const isMadeFrom = (version, source, image) => markerIn(version.description)?.source === source.version && version.image === image && alterations(source.data, version.data).length === 0;
function withImage$1(source, image, on) {
	const made = on.versions.find((each) => isMadeFrom(each, source, image));
	const before = on.before && on.before.version !== source.version ? on.before : void 0;
	return made ?? {
		...source,
		version: on.template.latest + 1,
		image,
		description: describe((before ?? source).version, image, {
			...on.run,
			source: source.version
		}),
		data: {
			...source.data,
			ImageId: image
		},
		source,
		...before && { before }
	};
}
function draftOf({ image }, { source, before = source }, run) {
	const { id: template, version } = source;
	return {
		template,
		source: version,
		image,
		description: describe(before.version, image, {
			...run,
			source: version
		}),
		token: tokenFor$1(template, version, image, run)
	};
}
// src/rollout/plan/bindings.ts
const isToBeMade = ({ from, to }) => isPlanned(to) && to !== from;
const readyTargets = (changes) => changes.filter((change) => !isToBeMade(change)).map(({ to }) => to);
const keyOf = ({ id, version }) => `${id} ${version}`;
const bind = (bindings, planned, made) => new Map([...bindings, [keyOf(planned), made]]);
const resolve$1 = (bindings, version) => bindings.get(keyOf(version)) ?? version;
const resolveAll = (bindings, versions) => revisionOf(versions.map((each) => resolve$1(bindings, each)));
function withBindings(plan, bindings) {
	const from = resolveAll(bindings, plan.from.templates);
	if (plan.action === "roll") {
		const changes = plan.changes.map((change) => ({
			...change,
			from: resolve$1(bindings, change.from),
			to: resolve$1(bindings, change.to)
		}));
		return {
			...plan,
			from,
			changes
		};
	}
	return plan.action === "nothing" ? {
		...plan,
		from,
		to: resolveAll(bindings, plan.to.templates)
	} : {
		...plan,
		from
	};
}
// src/rollout/launch-template/restorable-aliases.ts
function restorable(on) {
	const { group, aliases, proven, templates } = on;
	const taken = proven.flatMap((version) => {
		const alias = aliases.get(version.id);
		const saved = group.templates.find(({ id }) => id === version.id)?.version;
		const template = templates.find(({ id }) => id === version.id);
		return alias && template && saved !== void 0 ? [{
			version,
			alias,
			saved,
			template
		}] : [];
	});
	const isDue = ({ alias, saved, version }) => saved === alias || templates.every((each) => each.id !== version.id || mayRestore(alias, saved, each, version.version));
	const restore = taken.filter(isDue);
	const left = new Map([...aliases].filter(([id]) => restore.every(({ version }) => version.id !== id)));
	const origin = originIn(group.tags.get("ami-rollout:alias") ?? "");
	return {
		restore,
		keep: taken.filter((each) => !restore.includes(each)),
		tag: left.size === 0 ? void 0 : [aliasTag(left, group.templates), ...origin ? [originText(origin)] : []].join(" ")
	};
}
// src/rollout/plan/claim-steps.ts
function isClaimed({ settings }, { changes, pins }) {
	if (!isOfOthers(settings)) return false;
	return !changes.some(({ to }) => isPlanned(to)) || pins.some((pin) => "former" in pin);
}
const isOfOthers = ({ templateVersion, currentImage }) => templateVersion !== void 0 || currentImage;
function rolloutNote(facts, rollout) {
	if (!isClaimed(facts, rollout)) return [];
	const { group, settings, limit } = facts;
	const { changes, pins } = rollout;
	const [saved = movedBefore(facts)] = pins.flatMap((pin) => "former" in pin ? [pin.former] : []);
	const versions = changes.map(({ to }) => to);
	const from = changes.flatMap((change) => change.canRollBack || change.isRenewal ? [change.from] : []);
	const note = {
		from: numbersOf(from, group),
		to: numbersOf(versions, group),
		...saved !== void 0 && { saved },
		at: group.at,
		...originOf$1(settings, group, limit)
	};
	return [{
		type: "note-rollout",
		group: group.name,
		versions,
		note
	}];
}
function movedBefore({ group, settings }) {
	const last = lastRolloutOf(group);
	return last?.run === settings.run.id && last.refresh === void 0 ? last.saved : void 0;
}
const startConfirmation = (facts, { changes }) => isOfOthers(facts.settings) ? [{
	type: "confirm-start",
	group: facts.group.name,
	saved: changes.map(({ from }) => from)
}] : [];
// src/rollout/plan/clean-up-steps.ts
const cleanUpSteps = (proven, keep, archive) => [...proven.map(({ id: template }) => {
	return {
		type: "delete-old-versions",
		template,
		keep,
		expected: [],
		retires: archive !== void 0,
		retired: []
	};
}), ...archive ? proven.map(({ id }) => ({
	type: "archive-images",
	template: id,
	archive,
	expected: []
})) : []];
// src/rollout/plan/parameter-step.ts
function settableParameter({ parameterToSet: asked }) {
	if (!asked || typeof asked.found === "string" || "kind" in asked.found) return void 0;
	const { dataType, version, value, changed } = asked.found;
	return {
		name: asked.name,
		dataType,
		version,
		value,
		...changed !== void 0 && { changed }
	};
}
function parameterSteps({ parameter }, proven) {
	const [image, ...others] = new Set(proven.map((each) => each.image));
	if (!parameter || image === void 0 || others.length > 0) return [];
	const { name, dataType, version, value, isOvertaken = false } = parameter;
	const isDue = value.trim() !== image && !isOvertaken;
	return [{
		type: "set-parameter",
		parameter: {
			name,
			dataType,
			version
		},
		image,
		isDue,
		isOvertaken
	}];
}
function factsTakenUp(facts, { began }) {
	const { parameter } = facts;
	if (!parameter || began === void 0 || (parameter.changed ?? 0) < began) return facts;
	return {
		...facts,
		parameter: {
			...parameter,
			isOvertaken: true
		}
	};
}
function confirmingFacts(facts, { to, newest, last }) {
	const { parameter, ...others } = facts;
	const { group, settings } = facts;
	const isOfRun = (run) => run === settings.run.id;
	const isOwnRollback = settings.to !== void 0 && settings.attempt > 1 && newest !== void 0 && isSuccessful(newest.status) && names$1(newest, revisionOf(to));
	if (!(to.some(({ description }) => isOfRun(markerIn(description)?.run)) || isOfRun(last?.run) || isOfRun(rollbackNoteIn(group.tags.get("ami-rollout:rollback"))?.run) || isOwnRollback) || !parameter) return others;
	return newest ? factsTakenUp(facts, newest) : facts;
}
// src/rollout/plan/build-steps.ts
function stepsToRoll(facts, { changes, pins }) {
	const to = changes.map((change) => change.to);
	const noted = noteTarget(replaceSaved(then(start(facts), ...rolloutNote(facts, {
		changes,
		pins
	})), {
		pins,
		origin: originFor(facts)
	}), facts, { versions: readyTargets(changes) });
	const made = changes.reduce(prepare$1, pinAliases(noted, originFor(facts)));
	const tried = facts.trial ? then(made, facts.trial) : made;
	const ready = then(tried, ...startConfirmation(facts, { changes }));
	return finish(savedOn(then(ready, {
		type: "start-refresh",
		group: facts.group.name,
		to
	}, {
		type: "watch",
		limit: facts.limit
	}), to), to, facts);
}
function stepsToConfirm(facts, { to, pins }) {
	const replaced = replaceSaved(start(facts), {
		pins,
		origin: originFor(facts)
	});
	return finish(then(replaced, {
		type: "verify-fleet",
		limit: facts.limit
	}), to, facts);
}
const stepsToAdopt = (facts, { to, refresh }) => {
	const watched = then(start(facts), {
		type: "watch",
		limit: facts.limit
	});
	return finish(isActive(refresh.status) ? savedOn(watched, to) : watched, to, factsTakenUp(facts, refresh));
};
function stepsToRevert(facts, on) {
	const noted = noteTarget(start(facts), facts, {
		versions: on.to,
		refresh: on.refreshId
	});
	const { name: group } = facts.group;
	const sent = on.isSent ? noted : then(noted, {
		type: "roll-back-refresh",
		group,
		refreshId: on.refreshId
	});
	return finish(savedOn(then(sent, {
		type: "watch",
		limit: facts.limit
	}), on.to), on.to, facts);
}
const stepsToResume = (facts, to, begins = []) => {
	const { name: group } = facts.group;
	const begun = begins.length > 0 ? then(start(facts), {
		type: "start-refresh",
		group,
		to: begins
	}) : start(facts);
	const watched = savedOn(then(begun, {
		type: "watch",
		limit: facts.limit
	}), to);
	return then(watched, restoration(watched, to)).steps;
};
const stepsToResolve = (action, group, refreshId) => [...action === "replace" ? [{
	type: "cancel-refresh",
	group,
	refreshId
}] : [], {
	type: "wait-for-refresh",
	refreshId
}];
const stepsToStop = (facts, on) => [...noteTarget(start(facts), facts, { versions: on.saved }).steps, ...stepsToResolve(on.isOver ? "wait" : "replace", facts.group.name, on.refreshId)];
const start = ({ group, templates }) => ({
	steps: [],
	group,
	templates: new Map(templates.map((each) => [each.id, each]))
});
const then = (projection, ...steps) => ({
	...projection,
	steps: [...projection.steps, ...steps]
});
function savedOn(projection, versions) {
	const templates = projection.group.templates.map((named) => {
		const version = versions.find(({ id }) => id === named.id)?.version;
		return version === void 0 ? named : {
			...named,
			version: String(version)
		};
	});
	return {
		...projection,
		group: {
			...projection.group,
			templates
		}
	};
}
const tagged = (projection, value) => ({
	...projection,
	group: {
		...projection.group,
		tags: new Map([...projection.group.tags, [ALIAS_TAG, value]])
	}
});
const originFor = ({ settings, group, limit }) => originOf$1(settings, group, limit);
function noteTarget(projection, facts, { versions, refresh }) {
	if (facts.settings.to !== "previous" || versions.length === 0) return projection;
	const origin = {
		...originFor(facts),
		...refresh !== void 0 && { refresh }
	};
	const note = rollbackNote({
		versions: versions.map(({ version }) => version),
		...origin
	});
	return then(projection, {
		type: "note-rollback-target",
		group: projection.group.name,
		versions,
		note
	});
}
function prepare$1(projection, { from, to: version }) {
	return isPlanned(version) && version !== from ? newest(then(projection, {
		type: "create-version",
		version
	}), version) : then(projection, {
		type: "use-version",
		version
	});
}
function newest(projection, { id, version }) {
	const template = projection.templates.get(id);
	return template ? {
		...projection,
		templates: new Map([...projection.templates, [id, {
			...template,
			latest: version
		}]])
	} : projection;
}
function replaceSaved(projection, { pins, origin }) {
	if (pins.length === 0) return projection;
	return pin(pins.reduce((so, pin) => {
		const { version } = pin;
		return "parameter" in pin && isPlanned(version) ? newest(then(so, {
			type: "create-version",
			version,
			replaces: pin
		}), version) : so;
	}, projection), pins, projection.group.templates.some(({ id, version }) => isAlias(version) && pins.some((pin) => pin.version.id === id)) ? aliasTagFor(projection.group, origin) : void 0);
}
function pinAliases(projection, origin) {
	const { group, templates } = projection;
	const tag = aliasTagFor(group, origin);
	if (tag === void 0) return projection;
	return pin(projection, group.templates.flatMap(({ id, version }) => {
		const template = templates.get(id);
		return isAlias(version) && template ? [{
			alias: version,
			version: {
				id,
				name: template.name,
				version: meaning(version, template)
			}
		}] : [];
	}), tag);
}
function pin(projection, pins, aliasTag) {
	const { name: group } = projection.group;
	const saved = savedOn(then(projection, {
		type: "pin-group",
		group,
		pins,
		...aliasTag !== void 0 && { aliasTag }
	}), pins.map(({ version }) => version));
	return aliasTag === void 0 ? saved : tagged(saved, aliasTag);
}
function finish(projection, proven, facts) {
	const { settings, left } = facts;
	const defaults = settings.setDefaultVersion ? proven.reduce(setDefault$1, projection) : projection;
	const cleared = left.reduce(deleteFailed, defaults);
	const { steps } = then(cleared, restoration(cleared, proven));
	const keep = settings.to === void 0 ? settings.keepTemplateVersions : void 0;
	const set = parameterSteps(facts, proven);
	return keep === void 0 ? [...steps, ...set] : [
		...steps,
		...set,
		...cleanUpSteps(proven, keep, settings.archive)
	];
}
function deleteFailed(projection, { template: id, versions, latest }) {
	const { templates } = projection;
	const template = templates.get(id);
	const deleted = then(projection, {
		type: "delete-failed-versions",
		template: id,
		expected: versions
	});
	return template && versions.includes(template.latest) ? {
		...deleted,
		templates: new Map([...templates, [id, {
			...template,
			latest
		}]])
	} : deleted;
}
function setDefault$1(projection, version) {
	const template = projection.templates.get(version.id);
	const isDue = template !== void 0 && template.default !== version.version;
	const set = then(projection, {
		type: "set-default-version",
		version,
		isDue
	});
	return isDue ? {
		...set,
		templates: new Map([...set.templates, [version.id, {
			...template,
			default: version.version
		}]])
	} : set;
}
function restoration({ group, templates }, proven) {
	const { restore, tag } = restorable({
		group,
		aliases: taggedAliases(group),
		templates: [...templates.values()],
		proven
	});
	const expected = {
		restored: restore.map(({ alias }) => alias),
		isSaved: restore.every(({ alias, saved }) => alias === saved),
		keepsTag: tag !== void 0
	};
	return {
		type: "restore-aliases",
		group: group.name,
		expected
	};
}
// src/rollout/timeouts.ts
const limits = {
	survey: 9e4,
	prepare: 9e4,
	start: 18e4,
	newVersion: 15e3,
	resolve: 18e4,
	note: 1e4,
	finalSteps: 9e4
};
const THROTTLED = 9e5;
const URGENT = ["newVersion", "note"];
const retryLimitFor = ({ stop }, stage) => ({
	limit: limits[stage],
	throttled: URGENT.includes(stage) ? limits[stage] : THROTTLED,
	stop
});
const triesFor = (context, stage) => new Tries(context.clock, retryLimitFor(context, stage));
const triesToRollBack = ({ clock, stop }, timeout) => new Tries(clock, {
	limit: timeout,
	throttled: timeout,
	stop
});
const retryingReads = (context, stage) => context.reads.retrying(retryLimitFor(context, stage));
function withRetries(context, stage) {
	const retryLimit = retryLimitFor(context, stage);
	return {
		...context,
		reads: context.reads.retrying(retryLimit),
		writes: context.writes.retrying(retryLimit)
	};
}
// src/rollout/model/hook-wait.ts
const hookNamesOf = (hooks = []) => {
	const names = (at) => hooks.filter((hook) => hook.at === at).map(({ name }) => name);
	return {
		launch: names("launch"),
		termination: names("termination")
	};
};
const hookWaitsIn = (instances, names) => instances.filter(isWaitingForHook).map(({ id, lifecycle }) => {
	const at = lifecycle === "Pending:Wait" ? "launch" : "termination";
	return {
		instance: id,
		at,
		hooks: names[at]
	};
});
// src/rollout/scale-in-protection.ts
const keptByProtection = (instances, { from, to }) => instances.filter((each) => isMember(each) && each.protectedFromScaleIn && runs(each, to) && !runs(each, from));
function protectionFor(instances, rollout, usual) {
	const isOther = (each) => !runs(each, rollout.to) && !runs(each, rollout.from);
	const hasOthers = instances.some((each) => isMember(each) && each.protectedFromScaleIn && isOther(each));
	return keptByProtection(instances, rollout).length > 0 && !hasOthers ? "Refresh" : usual;
}
// src/rollout/model/operation.ts
const refreshIdOf = (operation) => "refreshId" in operation ? operation.refreshId : void 0;
const changesVersions = ({ from, to }) => from.templates.some(({ id, version }) => !to.templates.some((each) => each.id === id && each.version === version));
const isTimed = ({ from, to }) => from.since !== void 0 || to.since !== void 0;
const rolloutOf = (operation) => operation.undoes ?? operation;
const startedAs = (refreshId, start) => ({
	...start,
	type: "refresh",
	refreshId
});
const nativeRollbackOf = (refresh) => ({
	...refresh,
	type: "native-rollback",
	from: refresh.to,
	to: refresh.from,
	isRollback: true,
	undoes: rolloutFrom(refresh)
});
const rolloutFrom = ({ group, mixed, from, to, isRollback, aliasTag, former }) => ({
	group,
	...mixed && { mixed },
	from,
	to,
	isRollback,
	...aliasTag !== void 0 && { aliasTag },
	...former !== void 0 && { former }
});
const cancellationOf = (refresh) => ({
	...refresh,
	type: "cancel"
});
// src/rollout/measure.ts
const SECOND$1 = 1e3;
const MINUTE$2 = 60 * SECOND$1;
const HOUR = 60 * MINUTE$2;
const DAY = 24 * HOUR;
function duration(length) {
	const ms = Math.max(0, Math.round(length / SECOND$1) * SECOND$1);
	if (ms < MINUTE$2) return `${ms / SECOND$1} s`;
	if (ms < HOUR) return pair$1(ms, MINUTE$2, "min", SECOND$1, "s");
	if (ms < DAY) return pair$1(ms, HOUR, "h", MINUTE$2, "min");
	return pair$1(ms, DAY, "d", HOUR, "h");
}
function pair$1(ms, large, largeUnit, small, smallUnit) {
	const rest = Math.floor(ms % large / small);
	return `${Math.floor(ms / large)} ${largeUnit}${rest > 0 ? ` ${rest} ${smallUnit}` : ""}`;
}
const clock = (at) => new Date(at).toISOString().slice(11, 19);
const moment = (at) => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
function list(items, most = 3) {
	if (items.length > most) return `${items.slice(0, most).join(", ")} and ${items.length - most} more`;
	return items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${items.at(-1)}` : items[0] ?? "";
}
const targetGroupName = (arn) => /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
// src/rollout/instance-words.ts
const instanceWords = ({ facts }) => facts.map(factWords).join(", ");
const instanceLines = (instances) => [...Map.groupBy(instances, instanceWords)].map(([words, these]) => `${list(these.map(({ id }) => id))} (${words})`);
function factWords(fact) {
	switch (fact.type) {
		case "member": return [
			fact.lifecycle,
			...fact.healthy ? [] : ["unhealthy"],
			...fact.protectedFromScaleIn ? ["protected"] : []
		].join(", ");
		case "ec2": return `${fact.state}${fact.reason ? `: “${fact.reason}”` : ""}`;
		case "not-listed": return "EC2 does not list it";
		case "status-checks": return unpassedChecks(fact.checks).join(", ") || "status checks passed";
		case "not-checked": return "EC2 has no status checks yet";
		case "target": return `in ${targetGroupName(fact.target.targetGroup)} ${targetWords(fact.target)}`;
		case "script": return `verify-on-instance: ${fact.finding.says}`;
	}
}
function targetWords(target) {
	const { state, reason, description } = target;
	const isQuoted = (isUnchecked(target) || reason === "Target.ResponseCodeMismatch") && description;
	const why = reason?.replace(/^(Target|Elb)\.(?=[A-Z])/, "");
	return `${state}${why ? `: ${why}` : ""}${isQuoted ? ` (“${description}”)` : ""}`;
}
// src/rollout/watch/healthy-capacity.ts
const coverageOf = ({ last, ec2Instances }, operation, { preferences }) => coverage(last.instances, operation.to, preferences, warmBy(last.at, preferences.instanceWarmup, ec2Instances));
const isEc2Unread = ({ unread }) => unread.some(({ part }) => part === "ec2-instances");
function withReadTargetGroups(operation, { unread: parts }) {
	const unread = new Set(parts.flatMap((each) => each.part === "targets" ? [each.targetGroup] : []));
	return unread.size === 0 ? operation : {
		...operation,
		targetGroups: operation.targetGroups.filter((arn) => !unread.has(arn))
	};
}
function shortfallsOf(ids, operation, { last }) {
	const { targets } = last;
	const present = last.instances.filter(isInService);
	return operation.targetGroups.flatMap((targetGroup) => {
		const seen = {
			...operation,
			targets
		};
		const instances = ids.filter((id) => healthIn(targetGroup, id, seen) === false);
		const states = targets.filter((target) => target.targetGroup === targetGroup && instances.includes(target.instance)).map(targetWords);
		const counted = instances.some((id) => !targets.some((each) => each.targetGroup === targetGroup && each.instance === id)) ? [...states, "not registered"] : states;
		const judged = present.map(({ id }) => healthIn(targetGroup, id, seen)).filter((health) => health !== void 0);
		const healthy = judged.filter(Boolean).length;
		return instances.length > 0 ? [{
			targetGroup,
			instances,
			states: [...new Set(counted)].sort(),
			healthy,
			judged: judged.length
		}] : [];
	});
}
const healthyNow = ({ last, checks }, operation) => capacityOf(last.instances.filter((each) => isInService(each) && isHealthy(each, operation, last.targets) && !lacksCapacity(each, checks)));
const minimumHealthy = ({ last }, operation, { preferences }) => Math.min(Math.ceil(last.desired * preferences.minHealthyPercentage / 100), operation.baseline);
// src/rollout/watch/registration.ts
function registrationTime(id, targetGroup, { targets, waits }) {
	const its = targetsOf$2(id, targets).filter((each) => each.targetGroup === targetGroup);
	return its.length > 0 && its.every(({ state }) => state === "initial") ? waits.timeToHealthy[targetGroup] ?? 0 : 0;
}
function isBeingRegistered(id, { last, newInstances }, { operation, waits }) {
	const since = newInstances.present.get(id)?.since;
	const { targets } = last;
	const unhealthy = operation.targetGroups.filter((arn) => healthIn(arn, id, {
		...operation,
		targets
	}) === false);
	return since !== void 0 && unhealthy.length > 0 && unhealthy.every((arn) => last.at - since < registrationTime(id, arn, {
		targets,
		waits
	}));
}
// src/rollout/watch/below-minimum.ts
function isBelowMinimum(watchState, operation, settings) {
	const { last } = watchState;
	if (operation.type !== "refresh") return false;
	const minimum = minimumHealthy(watchState, operation, settings);
	const unfit = last.instances.filter((each) => isInService(each) && runs(each, operation.to) && (!isHealthy(each, operation, last.targets) || lacksCapacity(each, watchState.checks)));
	const unchecked = unfit.filter(({ id }) => !lacksCapacity({ id }, watchState.checks) && isBeingRegistered(id, watchState, {
		operation,
		waits: settings.waits
	}));
	const possible = healthyNow(watchState, operation) + capacityOf(unchecked);
	return unfit.length > unchecked.length && possible < minimum - Math.max(1, Math.ceil(minimum / 10));
}
// src/rollout/watch/end-cause.ts
const byItself = /* @__PURE__ */ new Set([
	"Client.InstanceInitiatedShutdown",
	"Client.InternalError",
	"Client.InvalidSnapshot.NotFound"
]);
function endCause({ ec2Instance, isUnhealthy }) {
	const code = ec2Instance?.reasonCode;
	if (code !== void 0 && byItself.has(code)) return "by-itself";
	if (code?.startsWith("Server.")) return "other";
	return isUnhealthy ? "unhealthy" : "other";
}
// src/rollout/watch/new-instances.ts
const noNewInstances = {
	present: /* @__PURE__ */ new Map(),
	lost: [],
	unexplained: /* @__PURE__ */ new Map(),
	desired: void 0,
	scaledIn: 0,
	unclassified: /* @__PURE__ */ new Set()
};
const endedInstances = ({ newInstances: { present, unexplained } }, instances) => [...unexplained.keys(), ...leftService(present, instances).map(([id]) => id)];
function leftService(before, instances) {
	const staying = new Set(instances.filter((each) => isInService(each) || isStandby(each) || isDetaching(each)).map(({ id }) => id));
	return [...before].filter(([id]) => !staying.has(id));
}
function reduceNewInstances(before, seen, operation, { ec2Instances, isUnfit, hasFailedHost, isBeingRegistered }) {
	const present = /* @__PURE__ */ new Map();
	const unclassified = unclassifiedIn(before, seen, ec2Instances);
	for (const instance of seen.instances) {
		if (!isInService(instance) || unclassified.has(instance.id) || !isFor(operation, instance, ec2Instances)) continue;
		const was = before.present.get(instance.id);
		const since = was?.since ?? (before.desired === void 0 ? ec2Instances.get(instance.id)?.launched ?? seen.at : seen.at);
		present.set(instance.id, {
			since,
			weight: instance.weight ?? 1,
			...healthOf$1(instance.id, was, seen, operation)
		});
	}
	const unhealthy = new Set(seen.instances.filter(({ healthy }) => !healthy).map(({ id }) => id));
	const mayExcuse = (id) => !seen.endsUnhealthyTargets && isBeingRegistered(id);
	const wasUnhealthy = (id, was) => !hasFailedHost(id) && (was.unhealthySince.size > 0 && !mayExcuse(id) || unhealthy.has(id) || isUnfit(id));
	const left = leftService(before.present, seen.instances).map(([id, was]) => [id, {
		...was,
		at: seen.at,
		isUnhealthy: wasUnhealthy(id, was)
	}]);
	const gone = new Map([...before.unexplained, ...left]);
	const isUnread = isEc2Unread(seen);
	const lost = [...isUnread ? [] : gone].map(([id, { since, at, weight, unhealthySince, isUnhealthy }]) => ({
		id,
		at,
		lived: at - since,
		weight,
		unhealthyIn: [...unhealthySince.keys()],
		cause: endCause({
			ec2Instance: seen.ec2Instances.get(id),
			isUnhealthy
		})
	}));
	return {
		present,
		lost: [...before.lost, ...lost].slice(-100),
		unexplained: isUnread ? gone : /* @__PURE__ */ new Map(),
		desired: seen.desired,
		scaledIn: before.scaledIn + Math.max(0, (before.desired ?? seen.desired) - seen.desired),
		unclassified
	};
}
function unclassifiedIn({ desired, unclassified }, seen, ec2Instances) {
	const isFirst = desired === void 0 && isEc2Unread(seen);
	if (!isFirst && unclassified.size === 0) return unclassified;
	return new Set(seen.instances.flatMap(({ id }) => (isFirst || unclassified.has(id)) && !ec2Instances.has(id) ? [id] : []));
}
const isFor = (operation, instance, ec2Instances) => runs(instance, operation.to) && (ec2Instances.get(instance.id)?.launched ?? operation.began) >= operation.began;
function healthOf$1(id, was, { at, targets }, operation) {
	const unhealthySince = /* @__PURE__ */ new Map();
	let flapCount = was?.flapCount ?? 0;
	for (const targetGroup of operation.targetGroups) {
		if (healthIn(targetGroup, id, {
			...operation,
			targets
		}) !== false) continue;
		unhealthySince.set(targetGroup, was?.unhealthySince.get(targetGroup) ?? at);
		if (was && !was.unhealthySince.has(targetGroup)) flapCount += 1;
	}
	return {
		unhealthySince,
		flapCount
	};
}
// src/rollout/watch/state.ts
const initialState = {
	ec2Instances: /* @__PURE__ */ new Map(),
	checks: /* @__PURE__ */ new Map(),
	unlisted: 0,
	steady: 0,
	reached: 0,
	newInstances: noNewInstances,
	failedLaunches: [],
	launchesEndedBefore: 0,
	endingUntil: 0,
	belowMinimum: {
		polls: 0,
		since: 0
	},
	unchanged: {
		since: 0,
		progressKey: ""
	},
	status: {
		status: void 0,
		since: 0,
		after: 0
	}
};
function reduce(watchState, seen, operation, settings) {
	if ("problem" in seen) return withFailedPoll(watchState, seen);
	const { failedPolls: _, unconfirmed, wrongSince, doneSince = isDone(seen, operation) ? seen.at : void 0, ...kept } = watchState;
	const ec2Instances = known(watchState.ec2Instances, seen);
	const { last } = watchState;
	const newInstances = reduceNewInstances(watchState.newInstances, seen, operation, {
		ec2Instances,
		isUnfit: (id) => lacksCapacity({ id }, watchState.checks),
		hasFailedHost: (id) => watchState.checks.get(id)?.status.system === "impaired",
		isBeingRegistered: (id) => last !== void 0 && isBeingRegistered(id, {
			...watchState,
			last
		}, {
			operation,
			waits: settings.waits
		})
	});
	const [unread] = seen.unread;
	const progressKey = progressKeyOf(seen);
	const status = seen.refresh?.status;
	const next = {
		...kept,
		last: seen,
		ec2Instances,
		checks: withChecks(watchState.checks, seen),
		...doneSince !== void 0 && { doneSince },
		unlisted: operation.type === "verify-only" || seen.refresh ? 0 : watchState.unlisted + 1,
		reached: Math.max(watchState.reached, newInstances.present.size),
		newInstances,
		endingUntil: seen.instances.some(isTerminating) ? seen.at : watchState.endingUntil,
		failedLaunches: together(watchState.failedLaunches, seen.launches?.failed ?? []),
		launchesEndedBefore: seen.launches?.endedBefore ?? watchState.launchesEndedBefore,
		unchanged: progressKey === watchState.unchanged.progressKey ? watchState.unchanged : {
			since: seen.at,
			progressKey
		},
		status: status === watchState.status.status ? watchState.status : {
			status,
			since: seen.at,
			after: watchState.last?.at ?? seen.at
		}
	};
	const checkable = withReadTargetGroups(operation, seen);
	const right = isRight$1(next, checkable, settings);
	const wrong = right ? unread && wrongSince : wrongSince ?? seen.at;
	return {
		...next,
		belowMinimum: isBelowMinimum(next, checkable, settings) ? {
			polls: watchState.belowMinimum.polls + 1,
			since: watchState.belowMinimum.polls > 0 ? watchState.belowMinimum.since : seen.at
		} : initialState.belowMinimum,
		steady: right && !unread ? watchState.steady + 1 : 0,
		...isDone(seen, operation) && wrong !== void 0 && { wrongSince: wrong },
		...isDone(seen, operation) && unread && { unconfirmed: withOneMoreFailure(unconfirmed, watchState, unread.problem) }
	};
}
function withFailedPoll(watchState, { problem, verify }) {
	const { last } = watchState;
	return {
		...watchState,
		...last && verify && { last: {
			...last,
			verify
		} },
		failedPolls: withOneMoreFailure(watchState.failedPolls, watchState, problem)
	};
}
const withOneMoreFailure = (before, { last }, problem) => ({
	polls: (before?.polls ?? 0) + 1,
	since: before?.since ?? last?.at ?? 0,
	problem
});
function known(before, { instances, ec2Instances }) {
	return new Map(instances.flatMap(({ id }) => {
		const ec2Instance = ec2Instances.get(id) ?? before.get(id);
		return ec2Instance ? [[id, ec2Instance]] : [];
	}));
}
function together(before, now) {
	const ids = new Set(before.map(({ id }) => id));
	return [...before, ...now.filter(({ id }) => !ids.has(id))].sort((a, b) => a.began - b.began).slice(-100);
}
const progressKeyOf = ({ refresh, desired, instances, targets }) => JSON.stringify([
	refresh?.status,
	refresh?.percent,
	refresh?.left,
	desired,
	instances.map(({ id, lifecycle, healthy }) => `${id} ${lifecycle} ${healthy}`).sort(),
	targets.map(({ targetGroup, instance, state }) => `${targetGroup} ${instance} ${state}`).sort()
]);
const isDesiredEnd = {
	refresh: isSuccessful,
	"native-rollback": isRolledBack,
	cancel: isCancelled,
	"verify-only": () => false
};
const isDone = ({ refresh }, { type: by }) => by === "verify-only" || refresh !== void 0 && isDesiredEnd[by](refresh.status);
function hasUnrequestedEnd(refresh, operation) {
	if (refresh === void 0 || isDesiredEnd[operation.type](refresh.status)) return false;
	return !isActive(refresh.status) || operation.type === "refresh" && isRollingBack(refresh.status);
}
const belongs = (instance, operation, ec2Instances) => operation.type === "native-rollback" && changesVersions(operation) ? !runs(instance, operation.from) : hasImage(instance, operation.to, ec2Instances);
const offTarget = (watchState, operation, settings) => coverageOf(watchState, operation, settings).covered.filter((instance) => !belongs(instance, operation, watchState.ec2Instances) && !isUnread(instance, watchState)).map(({ id }) => id);
function isRight$1(watchState, operation, settings) {
	const { covered } = coverageOf(watchState, operation, settings);
	const isEmptied = operation.hadInstances && operation.type !== "native-rollback";
	if (covered.length === 0 && (watchState.last.desired > 0 || isEmptied)) return false;
	if (healthyNow(watchState, operation) < minimumHealthy(watchState, operation, settings)) return false;
	return covered.every((each) => (belongs(each, operation, watchState.ec2Instances) || isUnread(each, watchState)) && isHealthy(each, operation, watchState.last.targets) && (operation.type === "native-rollback" || hasPassed(each.id, watchState.checks, watchState.doneSince) || isStatusUnread(watchState.last)));
}
const isStatusUnread = ({ unread }) => unread.some(({ part }) => part === "status-checks");
const isReplacedAndHealthy = (watchState, operation, settings) => {
	const { covered } = coverageOf(watchState, operation, settings);
	return covered.length > 0 && healthyNow(watchState, operation) >= minimumHealthy(watchState, operation, settings) && covered.every((each) => belongs(each, operation, watchState.ec2Instances) && isHealthy(each, operation, watchState.last.targets) && !lacksCapacity(each, watchState.checks));
};
const isUnread = ({ id }, { last, ec2Instances }) => !ec2Instances.has(id) && isEc2Unread(last);
// src/rollout/watch/guards/ending.ts
const MOST_UNLISTED_POLLS = 10;
const ALARMS_LIMIT = 9e4;
const protectedLeft = ({ last }, { type, undoes }) => {
	const kept = type === "native-rollback" && undoes ? keptByProtection(last.instances, undoes) : [];
	return kept.length === 0 ? void 0 : {
		code: "aws-failed",
		reason: "protected-left",
		instances: kept.map(({ id }) => id)
	};
};
const awsEndedOtherwise = (watchState, operation, { preferences, waits }) => {
	const { last, unlisted } = watchState;
	const { refresh, alarms = [] } = last;
	if (!refresh) return unlisted >= MOST_UNLISTED_POLLS ? {
		code: "aws-failed",
		reason: "ended",
		status: NOT_LISTED
	} : void 0;
	if (!hasUnrequestedEnd(refresh, operation)) return void 0;
	const { status } = refresh;
	const isTurned = operation.type === "refresh" && (isRollingBack(status) || isRolledBack(status));
	if (isTurned && last.unread.some(({ part }) => part === "alarms") && last.at - watchState.status.since < ALARMS_LIMIT) return void 0;
	const statusReason = isTurned ? refresh.rollbackReason ?? refresh.reason : refresh.reason;
	const why = statusReason === void 0 ? {} : { statusReason };
	if (operation.type === "refresh" && isCancelled(status)) return {
		code: "cancelled-elsewhere",
		...why
	};
	if (alarms.length > 0) return {
		code: "alarm",
		alarms,
		status
	};
	const code = isRollbackFailed(status) ? "rollback-failed" : "aws-failed";
	const requested = isTurned && !preferences.autoRollback && { requested: true };
	const hookWaits = hookWaitsIn(last.instances, waits.hookNames);
	return {
		code,
		reason: "ended",
		status,
		...why,
		...requested,
		...hookWaits.length > 0 && { hookWaits }
	};
};
// src/rollout/model/known-instance.ts
const memberFact = ({ lifecycle, healthy, protectedFromScaleIn }) => ({
	type: "member",
	lifecycle,
	healthy,
	protectedFromScaleIn
});
const ec2Fact = (of) => of ? {
	type: "ec2",
	state: of.state,
	...of.reason !== void 0 && { reason: of.reason }
} : { type: "not-listed" };
const checksFact = (checks) => checks ? {
	type: "status-checks",
	checks
} : { type: "not-checked" };
const targetFacts = (targets) => targets.map((target) => ({
	type: "target",
	target
}));
function isInOrder(fact) {
	switch (fact.type) {
		case "member": return fact.lifecycle === "InService" && fact.healthy;
		case "ec2": return fact.state === "running";
		case "status-checks": return passesAll(fact.checks);
		case "target": return fact.target.state === "healthy";
		case "not-listed":
		case "not-checked":
		case "script": return false;
	}
}
// src/rollout/watch/guards/launches.ts
const BURST_LENGTH = 1e4;
const LEAST_SPAN = 12e4;
const launchesFail = (watchState, operation, { preferences, maxLaunchFailures: limit }) => {
	const terminatesFirst = isTerminateFirst(watchState.last, preferences);
	const freed = terminatesFirst ? watchState.endingUntil : 0;
	const since = Math.max(lastArrival(watchState, operation.to), freed);
	const failures = watchState.failedLaunches.filter(({ began }) => began > since);
	const bursts = burstsOf(failures);
	const [first, newest] = [bursts[0], bursts.at(-1)];
	if (first === void 0 || newest === void 0 || bursts.length < limit || newest - first < LEAST_SPAN) return void 0;
	return {
		code: "launch-failures",
		seen: failures.length,
		limit,
		since: first,
		messages: grouped(failures.map(({ message }) => message)),
		isLaunchFirst: !terminatesFirst
	};
};
const isTerminateFirst = ({ desired }, { minHealthyPercentage, maxHealthyPercentage }) => maxHealthyPercentage <= 100 && Math.ceil(desired * minHealthyPercentage / 100) < desired;
const lastArrival = ({ last, ec2Instances, newInstances }, to) => Math.max(0, ...last.instances.filter((each) => isInService(each) && runs(each, to)).map(({ id }) => ec2Instances.get(id)?.launched ?? (isEc2Unread(last) ? newInstances.present.get(id)?.since : 0) ?? 0));
function burstsOf(failures) {
	const bursts = [];
	for (const { began } of failures) if (began - (bursts.at(-1) ?? Number.NEGATIVE_INFINITY) > BURST_LENGTH) bursts.push(began);
	return bursts;
}
function grouped(messages) {
	const counts = /* @__PURE__ */ new Map();
	for (const message of messages) counts.set(message, (counts.get(message) ?? 0) + 1);
	return [...counts].map(([text, count]) => ({
		text,
		count
	})).sort((a, b) => b.count - a.count);
}
const DEATHS_WITHOUT_SURVIVOR = 2;
const WINDOW = 18e5;
const PROVEN_AGE = 6e5;
const DEATHS_PERCENTAGE = 5;
function explainedByScaleIn(units, lost) {
	let [left, taken] = [units, 0];
	for (const { weight } of lost) {
		if (left <= 0) break;
		left -= weight;
		taken += 1;
	}
	return taken;
}
const instancesDie = ({ newInstances, last }, _leg, { maxLaunchFailures, preferences }) => {
	const warmup = preferences.instanceWarmup;
	const survivors = [...newInstances.present.values()].filter(({ since }) => last.at - since >= Math.max(warmup, LEAST_SPAN)).length;
	const dead = newInstances.lost.slice(explainedByScaleIn(newInstances.scaledIn, newInstances.lost)).filter(({ at, cause, lived }) => {
		if (last.at - at > WINDOW || cause === "other") return false;
		return cause === "unhealthy" || lived < Math.max(PROVEN_AGE, 2 * warmup);
	});
	const share = Math.ceil(last.desired * DEATHS_PERCENTAGE / 100);
	const limit = survivors > 0 ? Math.max(maxLaunchFailures, share) : Math.min(DEATHS_WITHOUT_SURVIVOR, maxLaunchFailures);
	const [first] = dead;
	if (first === void 0 || dead.length < limit) return void 0;
	return {
		code: "instances-died",
		reason: "ended",
		instances: dead.map(({ id }) => id),
		limit,
		since: first.at,
		lived: Math.max(...dead.map(({ lived }) => lived)),
		unhealthyIn: [...new Set(dead.flatMap((each) => each.unhealthyIn))].sort()
	};
};
// src/rollout/watch/guards/health.ts
const MOST_POLLS_BELOW_MINIMUM = 3;
const MOST_FLAPS = 3;
const notHealthyInTime = (watchState, operation, { preferences, waits, targetHealthTimeout: limit }) => {
	const warmup = preferences.instanceWarmup;
	const { targets } = watchState.last;
	const late = [...watchState.newInstances.present].flatMap(([id, { since, unhealthySince }]) => {
		const beginnings = [...unhealthySince].flatMap(([targetGroup, unhealthySinces]) => {
			if (!operation.targetGroups.includes(targetGroup)) return [];
			const registration = registrationTime(id, targetGroup, {
				targets,
				waits
			});
			return [Math.max(unhealthySinces, since + Math.max(warmup, registration))];
		});
		return beginnings.some((from) => watchState.last.at - from >= limit) ? [{
			id,
			from: Math.min(...beginnings)
		}] : [];
	});
	if (late.length === 0) return void 0;
	const short = shortfallsOf(late.map(({ id }) => id), operation, watchState);
	return {
		code: "target-health",
		reason: reasonOf$1(short, targets),
		short,
		since: Math.min(...late.map(({ from }) => from)),
		limitMs: limit
	};
};
function reasonOf$1(short, targets) {
	if (short.length === 0) return "unhealthy";
	const of = short.map(({ targetGroup, instances }) => targets.filter((each) => each.targetGroup === targetGroup && instances.includes(each.instance)));
	if (of.every((its) => its.length > 0 && its.every(isUnchecked))) return "not-judged";
	return of.every((its) => its.every(({ state, reason }) => state === "initial" || isAbsent(reason))) ? "not-registered" : "unhealthy";
}
const isAbsent = (reason) => reason === "Target.NotRegistered";
const failsStatusChecks = ({ newInstances, checks, last }, _leg, { preferences, targetHealthTimeout }) => {
	const limitMs = Math.max(targetHealthTimeout, CHECK_INTERVAL);
	const impaired = [...newInstances.present].flatMap(([id, { since }]) => {
		const known = checks.get(id);
		if (known?.impairedSince === void 0 || last.at - known.asked >= 12e4) return [];
		const from = Math.max(known.impairedSince, since + preferences.instanceWarmup);
		return last.at - from >= limitMs ? [{
			id,
			from,
			status: known.status
		}] : [];
	});
	return impaired.length === 0 ? void 0 : {
		code: "instances-died",
		reason: "status-checks",
		instances: impaired.map(({ id }) => id),
		states: statesOf(impaired.map(({ status }) => status)),
		since: Math.min(...impaired.map(({ from }) => from)),
		limitMs
	};
};
const flapping = ({ newInstances }) => {
	for (const [instance, { flapCount, since }] of newInstances.present) if (flapCount >= MOST_FLAPS) return {
		code: "target-health",
		reason: "flapping",
		instance,
		flapCount,
		limit: MOST_FLAPS,
		since
	};
};
const capacityBelowMinimum = (watchState, operation, settings) => {
	if (watchState.belowMinimum.polls < MOST_POLLS_BELOW_MINIMUM) return void 0;
	const short = shortfallsOf([...watchState.newInstances.present.keys()], operation, watchState);
	return {
		code: "below-minimum",
		...counted(watchState),
		healthy: healthyNow(watchState, operation),
		minimum: minimumHealthy(watchState, operation, settings),
		short,
		cause: reasonOf$1(short, watchState.last.targets),
		since: watchState.belowMinimum.since,
		limitMs: watchState.last.at - watchState.belowMinimum.since
	};
};
const counted = ({ last }) => {
	const units = unitsOf(last.instances);
	return units === "instances" ? {} : { units };
};
const notHealthyAtTheEnd = (watchState, operation, settings) => {
	const { wrongSince: since, last, checks } = watchState;
	const limitMs = settings.targetHealthTimeout;
	if (since === void 0 || last.at - since < limitMs) return void 0;
	const short = shortfallsOf(coverageOf(watchState, operation, settings).covered.map(({ id }) => id).filter((id) => !isBeingRegistered(id, watchState, {
		operation,
		waits: settings.waits
	})), operation, watchState);
	const healthy = healthyNow(watchState, operation);
	const minimum = minimumHealthy(watchState, operation, settings);
	const cause = reasonOf$1(short, last.targets);
	const isUnfit = short.length > 0 || last.instances.some((each) => isInService(each) && lacksCapacity(each, checks)) || instancesDie(watchState, operation, settings) !== void 0;
	if (healthy < minimum && isUnfit) return {
		code: "below-minimum",
		...counted(watchState),
		healthy,
		minimum,
		short,
		cause,
		since,
		limitMs
	};
	if (short.length > 0) return {
		code: "target-health",
		reason: cause,
		short,
		since,
		limitMs
	};
	const instances = offTarget(watchState, operation, settings);
	if (instances.length > 0) return {
		code: "aws-failed",
		reason: "not-on-version",
		instances,
		since,
		limitMs
	};
	if (last.desired === 0 && operation.hadInstances) return {
		code: "aws-failed",
		reason: "nothing-proven",
		since,
		limitMs
	};
	return statusChecksMissing(watchState, operation, settings);
};
const diedAtTheEnd = (watchState, operation, settings) => healthyNow(watchState, operation) < minimumHealthy(watchState, operation, settings) ? void 0 : instancesDie(watchState, operation, settings);
const CHECKS_LIMIT = 6e5;
const statusChecksMissing = (watchState, operation, settings) => {
	const { wrongSince: since, last, checks } = watchState;
	if (since === void 0) return void 0;
	const { covered } = coverageOf(watchState, operation, settings);
	const open = covered.filter(({ id }) => !hasPassed(id, checks, watchState.doneSince));
	const limitMs = open.some((each) => lacksCapacity(each, checks)) ? settings.targetHealthTimeout : CHECKS_LIMIT;
	return open.length === 0 || last.at - since < limitMs ? void 0 : {
		code: "instances-died",
		reason: "status-checks",
		instances: open.map(({ id }) => id),
		states: statesOf(open.map(({ id }) => newestChecks(checks.get(id), watchState.doneSince))),
		since,
		limitMs
	};
};
const newestChecks = (known, doneSince = 0) => known && known.asked >= doneSince ? known.status : void 0;
const statesOf = (all) => [...new Set(all.map((checks) => factWords(checksFact(checks))))].sort();
// src/rollout/model/waits.ts
const UNKNOWN_HOOK = 36e5;
const UNKNOWN_DRAIN = 36e5;
const MINUTE$1 = 6e4;
const NETWORK_REGISTRATION = 5 * MINUTE$1;
const APPLICATION_REGISTRATION = MINUTE$1;
const waitsOf = (around, targetGroups) => ({
	launchHook: around ? longestHook(around.hooks, "launch") : 0,
	terminationHook: around ? longestHook(around.hooks, "termination") : 0,
	hookNames: hookNamesOf(around?.hooks),
	deregistrationDelay: around ? Math.max(0, ...targetGroups.map(({ arn }) => around.deregistrationDelays.get(arn) ?? UNKNOWN_DRAIN)) : 0,
	timeToHealthy: Object.fromEntries(targetGroups.filter(({ checked }) => checked).map((each) => [each.arn, longestToHealthy(each)])),
	registration: Math.max(0, ...targetGroups.filter(({ checked, balancer }) => checked && balancer === "network").map(timeToHealthy))
});
const longestHook = (hooks, at) => hooks ? Math.max(0, ...hooks.filter((hook) => hook.at === at).map(({ timeout }) => timeout)) : UNKNOWN_HOOK;
const timeToHealthy = ({ balancer, interval, healthyThreshold }) => {
	switch (balancer) {
		case "application": return interval;
		case "network": return NETWORK_REGISTRATION + interval * healthyThreshold;
		case "classic": return interval * healthyThreshold;
	}
};
const longestToHealthy = (targetGroup) => timeToHealthy(targetGroup) + (targetGroup.balancer === "network" ? 0 : APPLICATION_REGISTRATION);
const HOURS_48 = 2880 * MINUTE$1;
const MOST_HEARTBEATS = 100;
const longestHookWait = (heartbeatTimeout) => heartbeatTimeout === 0 ? HOURS_48 : Math.min(HOURS_48, MOST_HEARTBEATS * heartbeatTimeout);
// src/rollout/watch/failed-polls.ts
const MOST = 10;
const MOST_DENIED = 3;
const MOST_THROTTLED = 30;
const LONGEST_PAUSE = 12e4;
function mostFailedPolls({ kind }) {
	switch (kind) {
		case "expired": return 1;
		case "denied": return MOST_DENIED;
		case "throttled": return MOST_THROTTLED;
		default: return MOST;
	}
}
const pauseAfterFailed = ({ polls, problem }, { pollInterval, jitter }) => problem.kind === "throttled" ? Math.round(jitter * Math.max(2 * pollInterval, Math.min(LONGEST_PAUSE, pollInterval * 2 ** polls))) : 2 * pollInterval;
// src/rollout/watch/guards/time-limits.ts
function outOfContact({ failedPolls: unseen, unconfirmed }) {
	const gone = unseen ?? unconfirmed;
	if (!gone) return void 0;
	return gone.polls >= mostFailedPolls(gone.problem) ? tooManyFailedPolls(gone) : void 0;
}
const pastDeadline = (watchState, operation, settings) => {
	const { at, refresh } = watchState.last;
	const { began, deadline, type } = operation;
	if (at < deadline) return void 0;
	return {
		code: "timeout",
		reason: type === "refresh" && isReplacedAndHealthy(watchState, operation, settings) ? "all-replaced" : "unfinished",
		limitMs: deadline - began,
		status: refresh?.status ?? type,
		...refresh?.percent === void 0 ? {} : { percent: refresh.percent }
	};
};
const STALL_LIMIT = 9e5;
const AWS_HOUR = 39e5;
const noProgress = (watchState, operation, { preferences, waits }) => {
	const { refresh } = watchState.last;
	if (operation.type !== "refresh" || !refresh || !isReplacing(refresh.status)) return void 0;
	const limit = stallLimitFor(watchState.last, operation, {
		preferences,
		waits
	});
	const { since } = watchState.unchanged;
	return limit === void 0 || watchState.last.at - since < limit ? void 0 : {
		code: "stalled",
		since,
		limitMs: limit,
		waitingFor: blockers$1(watchState, {
			operation,
			hookNames: waits.hookNames
		})
	};
};
function stallLimitFor({ instances, desired }, { to }, { preferences, waits }) {
	const { instanceWarmup, checkpointDelay, checkpoints, scaleInProtectedInstances, standbyInstances } = preferences;
	const isEnding = instances.some(isTerminating);
	const serving = instances.filter(isInService);
	if (isEnding && serving.every((each) => runs(each, to)) && capacityOf(serving) >= desired) return void 0;
	const hooks = instances.filter(isWaitingForHook).map(({ lifecycle }) => hookWait(lifecycle, waits));
	const allowed = Math.max(isEnding ? waits.deregistrationDelay : 0, waits.registration, ...hooks);
	const usual = STALL_LIMIT + instanceWarmup + allowed + (checkpoints.length > 0 ? checkpointDelay : 0);
	return scaleInProtectedInstances === "Wait" || standbyInstances === "Wait" ? Math.max(AWS_HOUR, usual) : usual;
}
const hookWait = (lifecycle, { launchHook, terminationHook }) => longestHookWait(lifecycle === "Pending:Wait" ? launchHook : terminationHook);
function blockers$1({ last: { instances }, failedLaunches: failures, unchanged: still }, { operation, hookNames }) {
	const blockersOf = (by, test) => {
		const found = instances.filter(test).map(({ id }) => id);
		return found.length > 0 ? [{
			by,
			instances: found
		}] : [];
	};
	const old = (instance) => !runs(instance, operation.to);
	const waits = hookWaitsIn(instances, hookNames);
	const found = [
		...waits.length > 0 ? [{
			by: "lifecycle-hook",
			waits
		}] : [],
		...blockersOf("scale-in-protection", (each) => isInService(each) && each.protectedFromScaleIn && old(each)),
		...blockersOf("standby", (each) => isStandby(each) && old(each)),
		...blockersOf("drain", ({ lifecycle }) => lifecycle === "Terminating"),
		...failures.some(({ began }) => began >= still.since) ? [{
			by: "launches",
			instances: []
		}] : []
	];
	return found.length > 0 ? found : [{
		by: "unknown",
		instances: []
	}];
}
// src/rollout/manual-commands.ts
const quote = (word) => /^[\w.:/=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
const filter = (name, value) => /^[\w.:/ -]+$/.test(value) ? quote(`Name=${name},Values=${value}`) : quote(JSON.stringify({
	Name: name,
	Values: [value]
}));
const saveCommand = (on, choices) => {
	const [only] = choices;
	const update = `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${quote(on.group)}`;
	return on.mixed ? `${update} --mixed-instances-policy ${policyWith(on.group, choices, ".")}` : `${update} --launch-template 'LaunchTemplateId=${only?.id},Version=${only?.version}'`;
};
const detachCommand = (group, targetGroup) => {
	const named = `aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names ${quote(group)}`;
	const query = `AutoScalingGroups[0].TargetGroupARNs[?contains(@, '/${targetGroupName(targetGroup)}/')]`;
	return isClassic(targetGroup) ? `aws autoscaling detach-load-balancers --auto-scaling-group-name ${quote(group)} --load-balancer-names ${quote(targetGroup)}` : `aws autoscaling detach-load-balancer-target-groups --auto-scaling-group-name ${quote(group)} --target-group-arns $(${named} --query "${query}" --output text)`;
};
const endTrialCommand = (instances) => `aws ec2 terminate-instances --instance-ids ${instances.map(quote).join(" ")}`;
const cancelCommandCommand = (id) => `aws ssm cancel-command --command-id ${quote(id)}`;
const instanceCommandsCommand = (instance) => `aws ssm list-command-invocations --instance-id ${quote(instance)} --details --max-items 5`;
const terminateCommand = (instances) => instances.slice(0, 3).map((id) => `aws autoscaling terminate-instance-in-auto-scaling-group --instance-id ${quote(id)} --no-should-decrement-desired-capacity`).join(" ; ");
const refreshCommand = (on, choices, protection = "Ignore") => {
	const [only] = choices;
	const preferences = {
		SkipMatching: true,
		MinHealthyPercentage: 100,
		MaxHealthyPercentage: 200,
		ScaleInProtectedInstances: protection,
		StandbyInstances: "Ignore"
	};
	const configuration = on.mixed ? policyWith(on.group, choices, "{MixedInstancesPolicy: .}") : `'${JSON.stringify({ LaunchTemplate: {
		LaunchTemplateId: only?.id,
		Version: String(only?.version)
	} })}'`;
	return `aws autoscaling start-instance-refresh --auto-scaling-group-name ${quote(on.group)} --desired-configuration ${configuration} --preferences '${JSON.stringify(preferences)}'`;
};
function policyWith(group, choices, form) {
	const versions = Object.fromEntries(choices.map(({ id, version }) => [id, String(version)]));
	return `"$(${`aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names ${quote(group)} --query 'AutoScalingGroups[0].MixedInstancesPolicy' --output json`} | jq -c '${`${JSON.stringify(versions)} as $to | walk(if type == "object" and has("LaunchTemplateId") then del(.LaunchTemplateName) | .Version = ($to[.LaunchTemplateId] // .Version) else . end) | ${form}`}')"`;
}
const defaultCommand = (template, version) => `aws ec2 modify-launch-template --launch-template-id ${template} --default-version ${version}`;
const aliasTagCommand = (group) => `aws autoscaling describe-tags --filters ${filter("auto-scaling-group", group)} ${filter("key", ALIAS_TAG)}`;
const rollbackCommand = ({ group }) => `aws autoscaling rollback-instance-refresh --auto-scaling-group-name ${quote(group)}`;
const cancelCommand = ({ group }) => `aws autoscaling cancel-instance-refresh --auto-scaling-group-name ${quote(group)}`;
const MOST_HOOKS = 3;
const completeHookCommands = (group, { instance, at, hooks }) => {
	const complete = (hook) => `aws autoscaling complete-lifecycle-action --auto-scaling-group-name ${quote(group)} --instance-id ${quote(instance)} --lifecycle-hook-name ${hook} --lifecycle-action-result CONTINUE`;
	if (hooks.length > 0 && hooks.length <= MOST_HOOKS) return hooks.map((hook) => complete(quote(hook)));
	const query = `LifecycleHooks[?LifecycleTransition=='${transitions[at]}'].LifecycleHookName`;
	return [`for hook in $(${`aws autoscaling describe-lifecycle-hooks --auto-scaling-group-name ${quote(group)} --query "${query}" --output text`}); do ${complete("\"$hook\"")}; done`];
};
const transitions = {
	launch: "autoscaling:EC2_INSTANCE_LAUNCHING",
	termination: "autoscaling:EC2_INSTANCE_TERMINATING"
};
const lookUpCommand = (call) => `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=${call}`;
const describeCommand = ({ group }) => `aws autoscaling describe-instance-refreshes --auto-scaling-group-name ${quote(group)} --max-records 1`;
const untagCommand = (group, key) => `aws autoscaling delete-tags --tags ${quote(JSON.stringify([{
	ResourceType: "auto-scaling-group",
	ResourceId: group,
	Key: key
}]))}`;
const tagCommand = (group, key, value) => `aws autoscaling create-or-update-tags --tags ${quote(JSON.stringify([{
	ResourceType: "auto-scaling-group",
	ResourceId: group,
	Key: key,
	Value: value,
	PropagateAtLaunch: false
}]))}`;
const versionsCommand = (template) => `aws ec2 describe-launch-template-versions --launch-template-id ${template} --query 'LaunchTemplateVersions[].[VersionNumber,VersionDescription]'`;
const retiredCommand = (template) => `aws ec2 describe-images --owners self --include-deprecated --include-disabled --filters Name=tag:ami-rollout:retired,Values=${template} --query 'Images[].[ImageId,Name,State,DeprecationTime]'`;
const setParameterCommand = ({ name, dataType }, image) => `aws ssm put-parameter --name ${quote(name)} --value ${image} --type String --data-type ${dataType} --overwrite`;
// src/rollout/failures/row.ts
const none = () => [];
// src/rollout/failures/verify.ts
const reasons = {
	script: "on-instance",
	command: "on-instance",
	late: "on-instance",
	unmanaged: "unmanaged",
	refused: "not-sent"
};
const verifyFailure = (verified) => verified.on ? {
	code: "verify",
	reason: reasons[verified.on.cause],
	verified
} : {
	code: "verify",
	verified
};
const verify = ({ verified }) => ({
	action: "on-failure",
	sentence: verifyWords$1(verified),
	nextStep: `${verifyNextStep(verified)}, then deploy again.`,
	runAgain: false,
	commands: verified.on ? () => verifyCommands(verified) : none
});
function verifyWords$1({ step, result, exit, tail, on }) {
	const last = tail.at(-1);
	const said = last === void 0 ? "" : ` Its last line: “${last}”`;
	if (on) return `verify-on-instance ${onInstanceWords(step, result, on, exit)}.${said}`;
	if (result === "timed-out") return `verify gave no verdict in time (${step}).${said}`;
	return `verify failed (${step})${exit === void 0 ? "" : ` with exit code ${exit}`}.${said}`;
}
const onInstanceWords = (step, result, { instance, cause, says }, exit) => result === "timed-out" ? `gave no verdict in time (${step}). On ${instance}: ${says}` : cause === "script" && exit !== void 0 && says === "Failed" ? `failed (${step}) on ${instance} with exit code ${exit}` : `failed (${step}) on ${instance}: ${says}`;
function verifyNextStep({ on }) {
	switch (on?.cause) {
		case void 0: return "The output of verify is in the log. Fix the image or the check";
		case "script":
		case "command":
		case "late": return `The end of the script’s output is in the log. Fix the image or the check`;
		case "unmanaged": return "Give the image the SSM Agent, the instances a role that lets it register (AmazonSSMManagedInstanceCore), and a way to Systems Manager’s endpoints";
		case "refused": return "See that Systems Manager accepts the command (the permissions: docs/iam-policy-on-instance.json)";
	}
}
const verifyCommands = ({ on }) => on && on.cause !== "refused" ? [instanceCommandsCommand(on.instance)] : [];
// src/rollout/watch/guards/verify.ts
const BAKE = "bake";
const verifyFailed = ({ last: { verify } }) => verify?.result === "failed" || verify?.result === "timed-out" ? verifyFailure(verify) : void 0;
function dueVerification({ last }, operation, { verify, preferences }) {
	if (!verify || operation.type !== "refresh") return void 0;
	const { refresh, verify: newest } = last;
	if (!refresh) return void 0;
	const step = isReplacing(refresh.status) ? checkpointAt(refresh.percent ?? 0, preferences.checkpoints) : stepAt(refresh.status);
	return step === newest?.step ? void 0 : step;
}
const stepAt = (status) => isBaking(status) || isSuccessful(status) ? BAKE : void 0;
function checkpointAt(percent, checkpoints) {
	const reached = checkpoints.filter((checkpoint) => checkpoint < 100 && checkpoint <= percent).at(-1);
	return reached === void 0 ? void 0 : `checkpoint ${reached} %`;
}
const isVerified = ({ last: { verify: newest } }, operation, { verify }) => !verify || operation.type !== "refresh" || newest?.step === "bake" && newest.result === "passed";
// src/rollout/watch/evaluate.ts
const rolloutGuards = [
	awsEndedOtherwise,
	launchesFail,
	instancesDie,
	notHealthyInTime,
	failsStatusChecks,
	flapping,
	capacityBelowMinimum,
	verifyFailed,
	noProgress,
	pastDeadline
];
const rollbackGuards = [awsEndedOtherwise, pastDeadline];
const end = [
	protectedLeft,
	notHealthyAtTheEnd,
	diedAtTheEnd,
	verifyFailed,
	pastDeadline
];
function evaluate(watchState, operation, settings) {
	const lost = outOfContact(watchState);
	if (lost) return {
		type: "fail",
		failure: lost
	};
	const { last } = watchState;
	if (!last) return {
		type: "wait",
		for: "first-poll"
	};
	const seen = {
		...watchState,
		last
	};
	const done = isDone(last, operation);
	if (done && (operation.type === "cancel" || watchState.steady >= 3 && isVerified(seen, operation, settings))) return { type: "arrived" };
	const knownLeg = withReadTargetGroups(operation, last);
	for (const guard of done ? end : operation.type === "refresh" ? rolloutGuards : rollbackGuards) {
		const failure = guard(seen, knownLeg, settings);
		if (failure) return {
			type: "fail",
			failure
		};
	}
	const waiting = done ? "steady-health" : waitingFor(last, operation);
	const step = dueVerification(seen, operation, settings);
	return step === void 0 ? {
		type: "wait",
		for: waiting
	} : {
		type: "verify",
		step,
		for: waiting
	};
}
function waitingFor({ refresh }, { type: by }) {
	if (by === "native-rollback") return "rollback";
	if (by === "cancel") return "cancel";
	if (refresh === void 0 || isPending(refresh.status)) return "start";
	if (isCancelling(refresh.status)) return "cancel";
	return isBaking(refresh.status) ? "bake" : "replacement";
}
// src/rollout/watch/hand-over.ts
function isHandOverDue({ last }, { operation, settings, verdict, left }) {
	if (left === void 0 || !last?.refresh || !isActive(last.refresh.status)) return false;
	if (operation.type !== "refresh" && operation.type !== "native-rollback") return false;
	if (last.verify?.result === "running") return false;
	if (verdict.type === "verify") return left < ((verdict.step === "bake" ? settings.verify?.bake : settings.verify?.checkpoint) ?? 0);
	return verdict.type === "wait" && left <= 0;
}
// src/rollout/deadline.ts
async function withDeadline({ sleep }, limit, work) {
	const over = new AbortController();
	const done = new AbortController();
	sleep(limit, done.signal).then(() => {
		if (!done.signal.aborted) over.abort();
	});
	try {
		return await work(over.signal);
	} finally {
		done.abort("done");
	}
}
// src/rollout/model/alarm.ts
const firedSince = (alarms, since) => [...alarms].flatMap(([name, { state, changed }]) => {
	const isOver = state === "OK" && changed !== void 0 && changed > since;
	return state === "ALARM" || isOver ? [{
		name,
		isOver
	}] : [];
});
// src/rollout/model/group.ts
const healthChecksOf = ({ healthCheckType }) => healthCheckType.split(",").map((type) => type.trim());
// src/rollout/watch/poll-delay.ts
function pollRequest(watchState, now, on) {
	const { at, instances } = now.group;
	const isUntold = (id) => {
		const told = watchState.ec2Instances.get(id);
		return told === void 0 || isTimed(on.operation) && told.attached === void 0;
	};
	const isOver = isDone(now.refresh === void 0 ? {} : { refresh: now.refresh }, on.operation);
	return {
		ec2Instances: [...instances.filter(({ id }) => isUntold(id)).map(({ id }) => id), ...endedInstances(watchState, instances)],
		statusChecks: checksDue({
			at,
			instances,
			targets: now.targets
		}, on.operation, {
			checks: watchState.checks,
			serviceSince: (id) => watchState.newInstances.present.get(id)?.since,
			doneSince: watchState.doneSince ?? (isOver ? at : void 0)
		}),
		launchesSince: on.operation.type === "refresh" && now.refresh && isReplacing(now.refresh.status) && isIdle(watchState, {
			...now,
			refresh: now.refresh
		}, on.settings) ? Math.max(on.operation.began, watchState.launchesEndedBefore) : void 0,
		alarms: hasUnrequestedEnd(now.refresh, on.operation)
	};
}
function isIdle({ newInstances, failedLaunches: failures }, { refresh: { left }, group: { at, desired, instances } }, { preferences }) {
	const starting = instances.some(isLaunching);
	const warming = [...newInstances.present.values()].some(({ since }) => since + preferences.instanceWarmup > at);
	return capacityOf(instances.filter(isInService)) < desired || failures.length > 0 || !(starting || warming || left === 0);
}
const IDLE_FACTOR = 4;
const AWS_DELAY = 1500;
const SHORTEST_PAUSE = 3e3;
const END_OF_BAKE_PAUSE = 5e3;
function pollDelay(watchState, operation, settings) {
	const { pollInterval } = settings;
	const jitter = jitterOf(refreshIdOf(operation) ?? "");
	if (watchState.failedPolls) return pauseAfterFailed(watchState.failedPolls, {
		pollInterval,
		jitter
	});
	const now = watchState.last?.at ?? 0;
	if (isClosing(watchState, settings)) return END_OF_BAKE_PAUSE;
	const ends = knownEnds(watchState, operation, settings).filter((end) => end > now);
	const usual = jitter * (isCalm(watchState, operation, ends) ? IDLE_FACTOR * pollInterval : pollInterval);
	return Math.round(Math.max(SHORTEST_PAUSE, Math.min(usual, ...ends.map((end) => end - now + AWS_DELAY))));
}
function knownEnds({ newInstances, status }, { deadline }, { preferences }) {
	return [
		...[...newInstances.present.values()].map(({ since }) => since + preferences.instanceWarmup),
		...status.status && isBaking(status.status) ? [status.after + preferences.bakeTime] : [],
		deadline
	];
}
const isClosing = ({ status, last }, { preferences }) => status.status !== void 0 && isBaking(status.status) && last !== void 0 && last.at >= status.after + preferences.bakeTime;
function isCalm({ last, newInstances, belowMinimum: low }, operation, ends) {
	if (!last || isDone(last, operation) || low.polls > 0 || last.verify?.result === "running") return false;
	if (last.instances.some((each) => isLaunching(each) || isTerminating(each))) return false;
	if ([...newInstances.present.values()].some(({ unhealthySince }) => unhealthySince.size > 0)) return false;
	return last.refresh !== void 0 && isBaking(last.refresh.status) || ends.some((end) => end < operation.deadline);
}
function jitterOf(refresh) {
	let sum = 0;
	for (const character of refresh) sum = Math.imul(sum, 31) + (character.codePointAt(0) ?? 0) >>> 0;
	return .9 + sum % 1e3 / 5e3;
}
// src/rollout/watch/observe.ts
const ESSENTIAL_LIMIT = 4e4;
const SIDE_LIMIT = 15e3;
async function observe(context, watchState, on) {
	const { reads, clock, verifyRunner } = context;
	const { operation } = on;
	try {
		const [[refresh, group], targets] = await Promise.all([withDeadline(clock, ESSENTIAL_LIMIT, (over) => essentials(reads.within(over), operation)), withDeadline(clock, SIDE_LIMIT, (over) => targetsIn(reads.within(over), operation, watchState))]);
		if (!group) return {
			problem: groupIsGone$1(operation),
			...verdictOf$1(verifyRunner)
		};
		const known = isTimed(operation) ? withAttached(group.instances, watchState.ec2Instances) : group.instances;
		const ask = pollRequest(watchState, {
			refresh,
			group: {
				...group,
				instances: known
			},
			targets: targets.seen
		}, on);
		const sides = await withDeadline(clock, SIDE_LIMIT, (over) => sidesOf(reads.within(over), on, ask));
		return {
			at: group.at,
			...refresh && { refresh },
			desired: group.desired,
			saved: group.templates,
			endsUnhealthyTargets: healthChecksOf(group).includes("ELB"),
			instances: isTimed(operation) ? withAttached(known, sides.seen.ec2Instances) : known,
			targets: targets.seen,
			...sides.seen,
			unread: [...targets.unread, ...sides.unread],
			...verdictOf$1(verifyRunner)
		};
	} catch (thrown) {
		return {
			problem: problemIn(thrown),
			...verdictOf$1(verifyRunner)
		};
	}
}
const essentials = (reads, operation) => {
	const id = refreshIdOf(operation);
	return Promise.all([id === void 0 ? void 0 : reads.refresh(operation.group, id), reads.group(operation.group)]);
};
function verdictOf$1(verifyRunner) {
	const verify = verifyRunner.result();
	return verify ? { verify } : {};
}
async function targetsIn(reads, operation, { last }) {
	const before = (arn) => last?.targets.filter(({ targetGroup }) => targetGroup === arn) ?? [];
	const asked = await Promise.all(operation.targetGroups.map(async (targetGroup) => {
		const targets = await reads.targets(targetGroup).catch(problemIn);
		return isProblem(targets) ? {
			seen: before(targetGroup),
			unread: [{
				part: "targets",
				targetGroup,
				problem: targets
			}]
		} : {
			seen: targets,
			unread: []
		};
	}));
	return {
		seen: asked.flatMap(({ seen }) => seen),
		unread: asked.flatMap(({ unread }) => unread)
	};
}
async function sidesOf(reads, { operation, settings }, ask) {
	const { alarms: names } = settings.preferences;
	const [ec2Instances, statusChecks, launches, alarms] = await Promise.all([
		ask.ec2Instances.length > 0 ? reads.ec2Instances(ask.ec2Instances).catch(problemIn) : /* @__PURE__ */ new Map(),
		ask.statusChecks.length > 0 ? reads.statusChecks(ask.statusChecks).catch(problemIn) : void 0,
		ask.launchesSince === void 0 ? void 0 : reads.launches(operation.group, ask.launchesSince).catch(problemIn),
		ask.alarms && names.length > 0 ? reads.alarms(names).catch(problemIn) : void 0
	]);
	return {
		seen: {
			ec2Instances: isProblem(ec2Instances) ? /* @__PURE__ */ new Map() : ec2Instances,
			...statusChecks && !isProblem(statusChecks) && { statusChecks },
			...launches && !isProblem(launches) && { launches },
			...alarms && !isProblem(alarms) && { alarms: firedSince(alarms, operation.began) }
		},
		unread: [
			...isProblem(ec2Instances) ? [{
				part: "ec2-instances",
				problem: ec2Instances
			}] : [],
			...isProblem(statusChecks) ? [{
				part: "status-checks",
				problem: statusChecks
			}] : [],
			...isProblem(launches) ? [{
				part: "scaling-activities",
				problem: launches
			}] : [],
			...isProblem(alarms) ? [{
				part: "alarms",
				problem: alarms
			}] : []
		]
	};
}
const isProblem = (read) => read !== void 0 && "kind" in read && "operation" in read;
const groupIsGone$1 = ({ group }) => ({
	kind: "missing",
	operation: "DescribeAutoScalingGroups",
	code: "NotFound",
	message: `${group} is gone`
});
// src/rollout/watch/verify-environment.ts
const MOST_NAMED$1 = 500;
function verificationFor(step, { last, ec2Instances }, operation, { verify }) {
	const all = last?.instances.filter((each) => isInService(each) && runs(each, operation.to)) ?? [];
	const fresh = all.slice(0, MOST_NAMED$1);
	const [to, from] = [operation.to.templates, operation.from.templates];
	const each = (values) => [...new Set(values)].join(" ");
	const facts = {
		group: operation.group,
		"instance-refresh-id": refreshIdOf(operation) ?? "",
		percentage: String(last?.refresh?.percent ?? 0),
		"new-instance-ids": fresh.map(({ id }) => id).join(" "),
		"new-instance-addresses": fresh.flatMap(({ id }) => ec2Instances.get(id)?.address ?? []).join(" "),
		"image-id": each(to.map(({ image }) => image)),
		"previous-image-id": each(from.map(({ image }) => image)),
		"launch-template-id": to.map(({ id }) => id).join(" "),
		"launch-template-version": to.map(({ version }) => version).join(" "),
		"previous-launch-template-version": from.map(({ version }) => version).join(" ")
	};
	return {
		step,
		limit: (step === "bake" ? verify?.bake : verify?.checkpoint) ?? 0,
		instances: all.map(({ id }) => id),
		facts
	};
}
// src/rollout/watch/watch.ts
async function watch(context, operation, settings) {
	const { clock, stop, verifyRunner, began } = context;
	for (let watchState = initialState;;) {
		const seen = await unlessStopped(observe(context, watchState, {
			operation,
			settings
		}), stop);
		if (seen === "stopped") return {
			verdict: cancelledVerdict(stop),
			watchState
		};
		watchState = reduce(watchState, seen, operation, settings);
		const left = settings.handOver === void 0 ? void 0 : began + settings.handOver - clock.now();
		const verdict = orHandOver(watchState, {
			operation,
			settings,
			verdict: evaluate(watchState, operation, settings),
			left
		});
		const delay = pollDelay(watchState, operation, settings);
		const usual = verdict.type === "verify" ? Math.min(delay, settings.pollInterval) : delay;
		const rest = left !== void 0 && left > 0 ? Math.min(usual, left) : usual;
		context.emit({
			type: "polled",
			at: clock.now(),
			operation,
			seen,
			watchState,
			verdict,
			pause: rest
		});
		if (verdict.type === "arrived" || verdict.type === "fail") return ended$1(context, {
			verdict,
			watchState
		});
		if (verdict.type === "verify") verifyRunner.start(verificationFor(verdict.step, watchState, operation, settings));
		await clock.sleep(rest, stop);
	}
}
function orHandOver(watchState, of) {
	const { operation, verdict } = of;
	return "refreshId" in operation && isHandOverDue(watchState, of) ? {
		type: "fail",
		failure: {
			code: "handed-over",
			refreshId: operation.refreshId
		}
	} : verdict;
}
async function ended$1({ verifyRunner }, end) {
	await verifyRunner.end();
	return end;
}
const cancelledVerdict = (stop) => ({
	type: "fail",
	failure: {
		code: "cancelled",
		signal: String(stop.reason)
	}
});
function unlessStopped(work, stop) {
	const { promise, resolve, reject } = Promise.withResolvers();
	const end = () => resolve("stopped");
	if (stop.aborted) end();
	stop.addEventListener("abort", end, { once: true });
	work.then(resolve, reject).finally(() => stop.removeEventListener("abort", end));
	return promise;
}
// src/rollout/model/fleet-status.ts
function fleetOf({ covered, onTarget }, savedIsNew) {
	if (covered.length === 0) return savedIsNew ? "new" : "previous";
	if (onTarget.length === covered.length) return "new";
	return onTarget.length === 0 ? "previous" : "mixed";
}
const fleetStatusOf = (covers, savedIsNew, back = false) => ({
	fleet: back ? reversed[fleetOf(covers, savedIsNew)] : fleetOf(covers, savedIsNew),
	covered: covers.covered.length,
	onTarget: covers.onTarget.length,
	runs: running$1(covers.covered),
	leftOut: covers.leftOut,
	warmPool: [],
	withoutTraffic: [],
	isProtected: false,
	launching: [],
	byHand: []
});
const running$1 = (instances) => [...Map.groupBy(instances, ({ template }) => template && `${template.id} ${template.version}`).values()].map((same) => ({
	...same[0]?.template && { template: same[0].template },
	instances: same.length
})).toSorted((a, b) => b.instances - a.instances);
const reversed = {
	new: "previous",
	previous: "new",
	mixed: "mixed",
	unknown: "unknown"
};
function keptFromTraffic(instances, targets) {
	const serving = new Set(instances.filter(isInService).map(({ id }) => id));
	const kept = targets.flatMap(({ instance, state, withoutTraffic: by }) => by !== void 0 && state === "healthy" && serving.has(instance) ? [{
		instance,
		by
	}] : []);
	return kept.filter(({ instance }, i) => kept.findIndex((each) => each.instance === instance) === i);
}
// src/rollout/model/group-template.ts
function groupTemplate(named, { template, saved }) {
	const bare = {
		named,
		current: {
			type: "unknown",
			architectures: []
		},
		target: { type: "none" }
	};
	if (!template) return {
		type: "no-template",
		...bare
	};
	return saved ? {
		type: "found",
		...bare,
		template,
		saved,
		versions: []
	} : {
		type: "no-version",
		...bare,
		template
	};
}
const foundTemplates = (templates) => templates.filter((each) => each.type === "found");
const currentImage = ({ current }) => current.type === "image" ? current.image : void 0;
const targetOf = ({ target }) => {
	if (target.type === "none" || target.type === "no-version") return void 0;
	return target.type === "deploy" ? target : target.found;
};
const targetImage = (of) => targetOf(of)?.image;
const launchProblem = (of) => targetOf(of)?.launch;
const existingTarget = ({ target }) => target.type === "version" ? target.version : versionToRestore({ target })?.version;
const sourceOf$1 = ({ target, saved }) => (target.type === "deploy" ? target.source : void 0) ?? saved;
const launchedVersion = (of) => existingTarget(of) ?? sourceOf$1(of);
function isVersionMade(of) {
	const image = targetImage(of);
	return image !== void 0 && !existingTarget(of) && sourceOf$1(of).image !== image.id;
}
function versionToRestore({ target }) {
	return target.type === "rollback" && target.to.type === "version" ? target.to : void 0;
}
// src/rollout/model/image-source.ts
const candidateId = (candidate) => "id" in candidate ? candidate.id : void 0;
const candidateImage = (candidate) => "image" in candidate ? candidate.image : void 0;
// src/rollout/plan/fleet-before.ts
function fleetBefore({ group, images, templates, problems }, { to, currentImage, scaleInProtectedInstances }) {
	const asked = images.map(candidateId);
	const known = foundTemplates(templates);
	const isComplete = known.length === templates.length;
	const isTarget = (of, version) => {
		const { target } = of;
		if (target.type === "version") return target.version.version === version.version;
		if (target.type === "deploy" && target.source) return isMadeFrom(version, target.source, target.image.id);
		const restored = versionToRestore(of);
		return restored ? restored.version.image === version.image : asked.includes(version.image);
	};
	const right = currentImage ? [] : known.flatMap((of) => of.versions.filter((version) => isTarget(of, version)));
	const savedRight = isComplete && known.every((of) => isTarget(of, of.saved));
	const fleetStatus = fleetStatusOf(coverage(group?.instances ?? [], { templates: right }, { scaleInProtectedInstances }), savedRight, to !== void 0);
	const isUnread = problems.some(({ operation }) => operation === "DescribeLaunchTemplateVersions");
	const isGone = fleetStatus.runs.some(({ template }) => template && known.some((of) => lacks(of, template)));
	return group && known.length > 0 && isComplete && !isUnread && !isGone ? fleetStatus : {
		...fleetStatus,
		fleet: "unknown"
	};
}
const lacks = ({ named, saved, versions }, { id, version }) => named.id === id && version > saved.version && versions.every((each) => each.version !== version);
// src/rollout/launch-template/parameter.ts
const PREFIX = "resolve:ssm:";
const parameterIn = ({ image }) => image.startsWith(PREFIX) ? image.slice(12) : void 0;
function imageToPin({ means, running: [only, ...others] }) {
	return only !== void 0 && others.length === 0 ? only : means;
}
const launchedBy = (saved, parameter) => parameterIn(saved) === void 0 ? saved.image : parameter && imageToPin(parameter);
// src/rollout/plan/template-changes.ts
function knownTemplates(of) {
	const [target, restores, existing] = [
		targetImage(of),
		versionToRestore(of),
		existingTarget(of)
	];
	if (of.type !== "found" || !target) return [];
	const { template, saved, versions, rollbackOrigin } = of;
	const source = sourceOf$1(of);
	return [{
		template,
		saved,
		versions,
		target,
		...restores && { restores },
		...existing && { existing },
		...source.version !== saved.version && { source },
		canRollBack: rollbackOrigin?.type !== "none" && rollbackOrigin?.type !== "same",
		isRenewal: rollbackOrigin?.type === "same"
	}];
}
function changeOf(of, group, { run }) {
	const { template, saved, restores, existing, source } = of;
	const to = existing ?? versionToRoll(of, group, run);
	return {
		template,
		from: saved,
		to,
		canRollBack: of.canRollBack,
		isRenewal: of.isRenewal,
		...restores && { why: restores.why },
		differences: isPlanned(to) && !source ? imageOnly(of) : differences$2(saved.data, to.data)
	};
}
function versionToRoll({ template, saved, target, versions, source, canRollBack }, group, run) {
	if (source) return withImage$1(source, target.id, {
		template,
		versions,
		run,
		...canRollBack && { before: saved }
	});
	if (saved.image === target.id) return saved;
	const running = new Set(group.instances.flatMap((instance) => isInService(instance) && instance.template?.id === template.id ? [instance.template.version] : []));
	const common = running.size === 1 ? versions.find(({ version }) => running.has(version)) : void 0;
	if (common?.image === target.id) return common;
	return withImage$1(saved, target.id, {
		template,
		versions,
		run
	});
}
const imageOnly = ({ saved, target }) => [{
	path: "ImageId",
	from: saved.image,
	to: target.id
}];
function withoutParameters(survey, { run }) {
	const pins = [];
	const templates = survey.templates.map((of) => {
		if (of.type !== "found") return of;
		const pin = pinFor(of, run);
		if (pin) {
			pins.push(pin);
			return onVersion(of, pin.version);
		}
		if (of.rollbackOrigin?.type === "moved") pins.push({
			former: of.named.version,
			version: of.saved
		});
		return of;
	});
	return {
		survey: {
			...survey,
			templates
		},
		pins
	};
}
function pinFor(of, run) {
	const { saved, parameter: images } = of;
	const parameter = parameterIn(saved);
	const image = images && launchedBy(saved, images);
	if (!images || parameter === void 0 || image === void 0) return void 0;
	return {
		parameter,
		version: withImage$1(saved, image, {
			...of,
			run
		}),
		imageFrom: images.running.includes(image) ? "instances" : "parameter"
	};
}
const onVersion = (of, version) => ({
	...of,
	template: {
		...of.template,
		latest: Math.max(of.template.latest, version.version)
	},
	saved: version,
	versions: [.../* @__PURE__ */ new Set([...of.versions, version])]
});
// src/rollout/survey/ancestry.ts
const MOST_CALLS = 2;
const isRoot = ({ ownerAlias }) => ownerAlias === "amazon" || ownerAlias === "aws-marketplace";
async function ancestriesOf({ images: read }, images, { arn }) {
	const here = arn.split(":")[3];
	const isHere = ({ region = here }) => region === here;
	const known = new Map(images.map((image) => [image.id, image]));
	const asked = new Set(known.keys());
	let isUnread = false;
	for (let calls = 0; calls < MOST_CALLS && !isUnread; calls++) {
		const sources = [...known.values()].flatMap((image) => image.source && !isRoot(image) ? [image.source] : []);
		const ids = [...new Set(sources.filter(isHere).map(({ image }) => image))].filter((id) => !asked.has(id));
		if (ids.length === 0) break;
		for (const id of ids) asked.add(id);
		const found = await read(ids).catch(problemIn);
		isUnread = "kind" in found;
		for (const image of "kind" in found ? [] : found) known.set(image.id, image);
	}
	const endOf = (id) => {
		if (!asked.has(id)) return "not-asked";
		return isUnread ? "unread" : "gone";
	};
	const chainOf = (image) => {
		const sources = [];
		for (let last = image;;) {
			if (isRoot(last)) return {
				sources,
				ends: "root"
			};
			const { source } = last;
			if (!source || sources.some((each) => each.image === source.image)) return {
				sources,
				ends: "unnamed"
			};
			sources.push(isHere(source) ? { image: source.image } : source);
			const next = known.get(source.image);
			if (!isHere(source)) return {
				sources,
				ends: "elsewhere"
			};
			if (!next) return {
				sources,
				ends: endOf(source.image)
			};
			last = next;
		}
	};
	return new Map(images.flatMap((image) => image.source ? [[image.id, chainOf(image)]] : []));
}
// src/rollout/commits.ts
const commitOf = (candidate) => candidateImage(candidate)?.commit ?? (candidate.ref.from === "packer" ? candidate.ref.commit : void 0);
const commitPairs = ({ images, templates }) => templates.map((template) => commitPairOf(template, images));
function commitPairOf(template, images) {
	const [target, current] = [targetImage(template), currentImage(template)];
	const candidate = images.find((each) => target && candidateId(each) === target.id);
	const commit = candidate ? commitOf(candidate) : target?.commit;
	return {
		...commit !== void 0 && { commit },
		...current?.commit !== void 0 && { previous: current.commit }
	};
}
const isSameCommit = (one, other) => one.startsWith(other) || other.startsWith(one);
function commitsOf(survey) {
	const pairs = commitPairs(survey);
	const [commit, previous] = [agreed(pairs.map((pair) => pair.commit)), agreed(pairs.map((pair) => pair.previous))];
	return {
		...commit !== void 0 && { commit },
		...previous !== void 0 && { previous }
	};
}
const agreed = (commits) => new Set(commits).size === 1 ? commits[0] : void 0;
// src/rollout/survey/compare-commits.ts
async function compareCommits(compare, found, { to }) {
	if (!compare || to !== void 0) return [];
	const pairs = commitPairs(found).flatMap(asked);
	const distinct = [...new Map(pairs.map((pair) => [`${pair.base} ${pair.head}`, pair])).values()];
	return Promise.all(distinct.map(async (pair) => ({
		...pair,
		answer: await compare(pair.base, pair.head)
	})));
}
const asked = ({ commit, previous }) => commit === void 0 || previous === void 0 || isSameCommit(commit, previous) ? [] : [{
	base: previous,
	head: commit
}];
// src/rollout/survey/confirm-tags.ts
async function confirmTags(asking, known) {
	const { group, ownAliasTag } = known;
	const value = group.tags.get(ALIAS_TAG);
	if (value === void 0 || value === ownAliasTag || await counts$1(value, asking, known)) return {
		group,
		unconfirmedTags: []
	};
	return {
		group: withAliasTag(group, void 0),
		unconfirmedTags: [{
			key: ALIAS_TAG,
			value
		}]
	};
}
async function counts$1(value, { reads, ask, settings }, known) {
	const origin = originIn(value);
	if (!origin) return false;
	if (origin.run === settings.run.id && origin.attempt < settings.attempt) return true;
	if (isConfirmed(origin, known)) return true;
	const ids = [...new Set(known.group.templates.map(({ id }) => id))];
	const all = await Promise.all(ids.map((id) => ask(reads.versionsAfter(id, 0))));
	return isConfirmed(origin, {
		...known,
		versions: all.flatMap((versions) => versions ?? [])
	});
}
// src/rollout/launch-template/rollback-target.ts
function rollbackTargetsOf(histories, to) {
	if (typeof to === "object") return histories.map((history, i) => existing(history, to[i] ?? 0, "noted"));
	if (histories.length > 1 && to === "previous") return previousOfAll(histories);
	return histories.map((history) => histories.length > 1 && typeof to === "number" ? nowhere(history) : rollbackTargetOf(history, to));
}
function rollbackTargetOf(history, to) {
	if (typeof to === "number") return existing(history, to);
	if (to !== "previous") return withImage(history, to);
	return fromMarkers(history) ?? fromHistory(history) ?? nowhere(history);
}
const nowhere = (history) => ({
	type: "none",
	candidates: candidates(history)
});
function previousOfAll(histories) {
	const newest = histories.toSorted((a, b) => newestInUse(b).created - newestInUse(a).created)[0];
	const run = newest && runOf(newest);
	const known = histories.map((history) => runOf(history) === run ? fromMarkers(history) : stays(history)).filter((rollbackTarget) => rollbackTarget !== void 0);
	if (run !== void 0 && known.length === histories.length) return known;
	return fromHistoryOf(histories) ?? histories.map(nowhere);
}
const runOf = (history) => markerOf(newestInUse(history), history.versions)?.run;
const stays = ({ saved }) => ({
	type: "version",
	version: saved,
	why: "stays"
});
function fromHistoryOf(histories) {
	for (const refresh of histories[0]?.refreshes ?? []) {
		const versions = histories.map((history) => history.versions.find((each) => namesVersion(refresh, each)));
		const older = versions.map((version, i) => {
			const history = histories[i];
			return version && history ? version.version - newestInUse(history).version : Infinity;
		});
		if (!isSuccessful(refresh.status) || older.some((by) => by > 0) || older.every((by) => by === 0)) continue;
		return versions.flatMap((version) => version ? [{
			type: "version",
			version,
			why: "history"
		}] : []);
	}
}
function existing(history, number, why = "asked") {
	const version = history.versions.find((each) => each.version === number);
	const parameter = version && parameterIn(version);
	if (parameter !== void 0) return {
		...nowhere(history),
		parameter
	};
	return version ? {
		type: "version",
		version,
		why
	} : nowhere(history);
}
function withImage(history, image) {
	const newest = descending(history.versions).find((each) => each.image === image && (hasSucceeded(history, each) || runsNow(history, each)));
	return newest ? {
		type: "version",
		version: newest,
		why: "newest-with-image"
	} : {
		type: "image",
		image
	};
}
function newestInUse({ saved, versions, instances }) {
	const running = versions.filter((each) => instances.some((instance) => runs(instance, { templates: [each] })));
	return descending([saved, ...running])[0] ?? saved;
}
function fromMarkers(history) {
	const now = newestInUse(history);
	const { last } = history;
	const noted = last?.to === now.version && last.from !== last.to ? versionIn(history, last.from) : void 0;
	const version = (noted ? [noted, ...ancestors(noted, history.versions)] : ancestors(now, history.versions)).find((each) => !hasFailed(history, each) && hasTemplateImage(each));
	return version && {
		type: "version",
		version,
		why: "chain"
	};
}
const versionIn = ({ versions }, number) => versions.find(({ version }) => version === number);
function fromHistory(history) {
	const now = newestInUse(history);
	const version = descending(history.versions).find((each) => each.version < now.version && hasSucceeded(history, each));
	return version && {
		type: "version",
		version,
		why: "history"
	};
}
const named = ({ refreshes }, version) => refreshes.filter((refresh) => namesVersion(refresh, version));
const hasFailed = (history, version) => {
	const rollouts = named(history, version).filter(({ status }) => !isActive(status));
	return rollouts.length > 0 && rollouts.every(({ status }) => !isSuccessful(status));
};
const hasSucceeded = (history, version) => named(history, version).some(({ status }) => isSuccessful(status));
const runsNow = ({ instances }, version) => instances.some((instance) => runs(instance, { templates: [version] }));
const hasTemplateImage = (version) => parameterIn(version) === void 0;
const descending = (versions) => versions.toSorted((a, b) => b.version - a.version);
const candidates = (history) => descending(history.versions).filter((each) => each.version !== newestInUse(history).version && hasTemplateImage(each)).slice(0, 10);
// src/rollout/launch-template/version-before.ts
function versionBefore(target, evidence) {
	const { saved, versions, refreshes, instances } = evidence;
	const inService = instances.filter(isInService);
	const countOf = (version) => inService.filter((each) => runs(each, { templates: [version] })).length;
	const isGood = (version) => version.version !== target?.version && !hasFailed({ refreshes }, version) && parameterIn(version) === void 0;
	if (isGood(saved) && (hasSucceeded({ refreshes }, saved) || countOf(saved) > 0)) return saved;
	const running = versions.filter((each) => isGood(each) && countOf(each) > 0);
	return running.filter((each) => hasSucceeded({ refreshes }, each)).toSorted((a, b) => b.version - a.version)[0] ?? running.toSorted((a, b) => countOf(b) - countOf(a) || b.version - a.version)[0];
}
// src/rollout/survey/named-version.ts
async function withNamedVersion(asking, templates, named) {
	const isOne = templates.length === 1;
	return Promise.all(templates.map(async (each) => {
		const version = isOne && each.type === "found" ? await versionAsked(asking, each, named.asked) : void 0;
		if (each.type !== "found" || !version) return {
			...each,
			target: {
				type: "no-version",
				asked: named.asked
			}
		};
		return withRollbackVersion(asking, {
			...each,
			target: {
				type: "version",
				version
			}
		}, {
			version,
			images: named.images
		});
	}));
}
async function versionAsked({ reads, ask, group, refreshes, settings }, { template }, asked) {
	const last = lastRolloutOf(group);
	const version = last?.run === settings.run.id ? last.to[0] : void 0;
	const active = refreshes.find(({ status }) => isActive(status));
	const isInProgress = version !== void 0 && active && namesVersion(active, {
		id: template.id,
		version
	});
	return ask(reads.version(template.id, isInProgress ? version : asked));
}
async function withRollbackVersion(asking, of, { version, images }) {
	const { reads, ask, group, refreshes, settings } = asking;
	const { saved } = of;
	const isTarget = images.length === 0 || images.some((each) => candidateId(each) === version.image);
	if (isTarget && saved.version === version.version && settings.skipMatching) {
		const { covered, onTarget } = coverage(group.instances, { templates: [version] }, settings);
		if (covered.length === onTarget.length) return of;
	}
	const running = [...new Set(group.instances.flatMap(({ template }) => template?.id === saved.id ? [template.version] : []))];
	const versions = (await Promise.all(running.map((number) => number === saved.version ? saved : ask(reads.version(saved.id, number))))).flatMap((each) => each ?? []);
	const before = versionBefore(isTarget ? version : void 0, {
		saved,
		versions,
		refreshes,
		instances: group.instances
	});
	if (!before) return {
		...of,
		rollbackOrigin: { type: "none" }
	};
	return before.version === saved.version ? of : {
		...of,
		saved: before,
		rollbackOrigin: {
			type: "moved",
			former: saved
		}
	};
}
// src/rollout/survey/saved-versions.ts
async function withSavedVersion({ reads, ask }, { named, template }) {
	return groupTemplate(named, {
		template,
		saved: template && await ask(reads.version(template.id, versionOf(named.version)))
	});
}
async function withParameter({ reads, ask, group }, template) {
	if (template.type !== "found" || parameterIn(template.saved) === void 0) return template;
	const { saved } = template;
	const running = group.instances.filter((each) => isInService(each) && runs(each, { templates: [saved] }));
	const [means, ec2Instances = /* @__PURE__ */ new Map()] = await Promise.all([ask(reads.imageMeant(saved.id, saved.version)), running.length > 0 ? ask(reads.ec2Instances(running.map(({ id }) => id))) : void 0]);
	const images = [...new Set(Array.from(ec2Instances.values(), ({ image }) => image))];
	return {
		...template,
		parameter: {
			running: images,
			...means !== void 0 && { means }
		}
	};
}
// src/rollout/survey/current-version.ts
async function withCurrentVersion(asking, templates) {
	const begun = claimedVersion(asking);
	if (begun !== void 0) return withNamedVersion(asking, templates, {
		asked: begun,
		images: []
	});
	const proven = await Promise.all(templates.map((each) => isProvenVersion(asking, each)));
	const [only] = templates;
	if (templates.length === 1 && only?.type === "found" && proven[0] === false) return withNamedVersion(asking, templates, {
		asked: only.saved.version,
		images: []
	});
	return Promise.all(templates.map((each, i) => proven[i] ? asItIs(asking, each) : {
		...each,
		target: unprovenTarget(each)
	}));
}
const unprovenTarget = (of) => of.type === "found" ? {
	type: "no-version",
	asked: of.saved.version
} : of.target;
function claimedVersion({ group, refreshes, settings }) {
	const last = lastRolloutOf(group);
	if (last?.run !== settings.run.id || last.to.join() === last.from.join()) return void 0;
	const active = refreshes.find(({ status }) => isActive(status));
	return (active ? namesNumbers(active, group.templates, last.to) : last.refresh === void 0) ? last.to[0] : void 0;
}
async function isProvenVersion(asking, of) {
	if (of.type !== "found") return void 0;
	const { saved } = of;
	const { group, refreshes } = asking;
	return group.instances.filter((each) => isInService(each) && each.template?.id === saved.id).every((each) => runs(each, { templates: [saved] })) || hasSucceeded({ refreshes }, saved) || isPinned(asking, saved);
}
async function isPinned({ reads, ask }, saved) {
	const source = markerOf(saved, [saved])?.source;
	const former = source === void 0 ? void 0 : await ask(reads.version(saved.id, source));
	return former !== void 0 && parameterIn(former) !== void 0;
}
async function asItIs(asking, of) {
	if (of.type !== "found") return of;
	const same = {
		...of,
		rollbackOrigin: { type: "same" }
	};
	if (parameterIn(of.saved) === void 0) return {
		...same,
		target: {
			type: "version",
			version: of.saved
		}
	};
	if (asking.settings.ssmTemplate !== "pin") return same;
	const pinned = await withParameter(asking, same);
	const id = pinned.type === "found" ? launchedBy(pinned.saved, pinned.parameter) : void 0;
	const image = id === void 0 ? void 0 : await asking.ask(asking.reads.image(id));
	return image ? {
		...pinned,
		target: {
			type: "deploy",
			image
		}
	} : pinned;
}
// src/rollout/matching.ts
const architecturesOf = ({ current }) => current.type === "image" ? [current.image.architecture] : current.architectures;
function matched(of, templates, images) {
	const [only, ...more] = images;
	if (templates.length === 1 && more.length === 0) return only;
	const fitting = fittingTo(of, images);
	return fitting.length === 1 ? fitting[0] : void 0;
}
const fittingTo = (of, images) => images.filter(({ architecture }) => architecturesOf(of).includes(architecture));
const typesOf$1 = (template, group) => [.../* @__PURE__ */ new Set([...chosenTypes(template, group), ...runningTypes(template, group)])];
function launchedTypes(template, group) {
	const chosen = chosenTypes(template, group);
	return chosen.length > 0 ? chosen : runningTypes(template, group);
}
function chosenTypes(of, group) {
	const [main] = group.templates;
	const chosen = (group.mixed?.overrides.filter(({ template = main?.id }) => template === of.named.id) ?? []).flatMap(({ type }) => type ?? []);
	const { type } = of.type === "found" ? launchedVersion(of) : {};
	return chosen.length > 0 || type === void 0 ? [...new Set(chosen)] : [type];
}
const runningTypes = ({ named }, { instances }) => [...new Set(instances.filter(({ template }) => template?.id === named.id).map(({ type }) => type))];
// src/rollout/survey/current-images.ts
async function withCurrentImages({ reads, ask, group }, templates, isMatched) {
	const ids = templates.flatMap((each) => launchedImage(each) ?? []);
	const images = ids.length > 0 ? await ask(reads.images(ids)) ?? [] : [];
	const architecturesFor = async (template) => {
		const types = typesOf$1(template, group);
		const known = types.length > 0 ? await ask(reads.instanceTypes(types)) ?? [] : [];
		return [...new Set(known.flatMap(({ architectures = [] }) => architectures))];
	};
	return Promise.all(templates.map(async (each) => {
		const image = images.find(({ id }) => id === launchedImage(each));
		const current = image ? {
			type: "image",
			image
		} : {
			type: "unknown",
			architectures: isMatched ? await architecturesFor(each) : []
		};
		return {
			...each,
			current
		};
	}));
}
const launchedImage = (template) => template.type === "found" ? launchedBy(template.saved, template.parameter) : void 0;
// src/rollout/survey/deploy-targets.ts
async function withDeployTargets(asking, templates, candidates) {
	const images = candidates.flatMap((each) => candidateImage(each) ?? []);
	const isMatched = templates.length > 1 || candidates.length > 1;
	const [current, versions] = await Promise.all([withCurrentImages(asking, templates, isMatched), Promise.all(templates.map((each) => each.type === "found" ? asking.ask(versionsInUse(asking, each)) : void 0))]);
	const asItIs = candidates.length === 0;
	return Promise.all(current.map(async (each, i) => {
		const target = asItIs ? await withImageOf(asking, each.target) : targetWith(matched(each, current, images), each.target);
		return each.type === "found" ? {
			...each,
			target,
			versions: versions[i] ?? []
		} : {
			...each,
			target
		};
	}));
}
async function withImageOf({ reads, ask }, target) {
	if (target.type !== "version" || !target.version.image.startsWith("ami-")) return target;
	const image = await ask(reads.image(target.version.image));
	return image ? {
		...target,
		found: { image }
	} : target;
}
function targetWith(image, named) {
	if (named.type === "no-version") return named;
	if (!image) return { type: "none" };
	if (named.type !== "version") return {
		type: "deploy",
		image
	};
	return named.version.image === image.id ? {
		type: "version",
		version: named.version,
		found: { image }
	} : {
		type: "deploy",
		image,
		source: named.version
	};
}
async function versionsInUse({ reads, group, refreshes }, { saved, template, target, rollbackOrigin }) {
	const newer = template.latest > saved.version ? await reads.versionsAfter(template.id, saved.version) : [];
	const named = [
		...group.instances.flatMap((instance) => instance.template?.id === template.id ? [instance.template.version] : []),
		...refreshes.flatMap(({ status, to = [] }) => (isActive(status) ? to : []).flatMap((each) => each.template === template.id ? [Number(each.version)] : [])),
		...[markerIn(saved.description)?.from].filter((from) => from !== void 0),
		...lastOf(group, template.id),
		...target.type === "version" ? [target.version.version] : [],
		...rollbackOrigin?.type === "moved" ? [rollbackOrigin.former.version] : []
	];
	const known = /* @__PURE__ */ new Set([saved.version, ...newer.map(({ version }) => version)]);
	const older = [...new Set(named)].filter((version) => Number.isInteger(version) && !known.has(version));
	const read = await Promise.all(older.map((version) => reads.version(template.id, version)));
	return [
		saved,
		...newer,
		...read.flatMap((version) => version ?? [])
	];
}
function lastOf(group, template) {
	const ids = [...new Set(group.templates.map(({ id }) => id))];
	const from = lastRolloutOf(group)?.from[ids.indexOf(template)];
	return from === void 0 ? [] : [from];
}
// src/rollout/model/no-room.ts
const scopes = /* @__PURE__ */ new Map([
	["InsufficientInstanceCapacity", "zone"],
	["Unsupported", "zone"],
	["InsufficientFreeAddressesInSubnet", "zone"],
	["InsufficientVolumeCapacity", "zone"],
	["VolumeTypeNotAvailableInZone", "zone"],
	["VcpuLimitExceeded", "family"],
	["InstanceLimitExceeded", "family"],
	["MaxSpotInstanceCountExceeded", "family"],
	["UnfulfillableCapacity", "family"],
	["VolumeLimitExceeded", "account"],
	["MaxIOPSLimitExceeded", "account"],
	["NetworkInterfaceLimitExceeded", "account"],
	["InsufficientCapacityOnHost", "account"],
	["InsufficientHostCapacity", "account"],
	["InsufficientReservedInstanceCapacity", "account"],
	["ReservationCapacityExceeded", "account"]
]);
const isNoRoom = ({ code }) => scopes.has(code);
const noRoomScope = ({ code }) => scopes.get(code);
// src/rollout/survey/dry-run.ts
async function withTrialLaunch({ reads, ask, group }, template) {
	const { target } = template;
	const image = targetImage(template);
	if (template.type !== "found" || image?.state !== "available") return template;
	const version = launchedVersion(template);
	const types = group.mixed ? typesOf$1(template, group) : [];
	const launch = await ask(dryRun(reads, {
		version,
		image: image.id,
		types
	}, group));
	if (!launch) return template;
	if (target.type === "rollback" || target.type === "version") return {
		...template,
		target: {
			...target,
			found: {
				image,
				launch
			}
		}
	};
	return target.type === "deploy" ? {
		...template,
		target: {
			...target,
			launch
		}
	} : template;
}
const MOST_TRIES = 8;
async function dryRun({ tryLaunch }, { version, image, types }, { subnets }) {
	const interfaces = interfacesIn(version);
	const asked = {
		template: version.id,
		version: version.version,
		image
	};
	let first;
	for (const { type, subnet } of launchPlaces(types, interfaces.some(isFixed) ? [] : subnets).slice(0, MOST_TRIES)) {
		const place = {
			...type !== void 0 && { type },
			...subnet !== void 0 && { subnet }
		};
		const problem = await tryLaunch({
			...asked,
			...place,
			...interfaces.length > 0 && { interfaces }
		});
		if (!problem) return void 0;
		if (!isNoRoom(problem)) return subnet !== void 0 && problem.code.startsWith("InvalidParameter") ? withoutOurs(problem, await tryLaunch({
			...asked,
			...type !== void 0 && { type }
		})) : problem;
		first ??= problem;
	}
	return first;
}
const withoutOurs = (problem, plain) => plain?.code === problem.code ? plain : void 0;
function launchPlaces(types, subnets) {
	const [type, ...others] = types.length > 0 ? types : [void 0];
	const all = subnets.length > 0 ? subnets : [void 0];
	return [...all.map((subnet) => ({
		type,
		subnet
	})), ...others.flatMap((other) => all.map((subnet) => ({
		type: other,
		subnet
	})))];
}
const interfacesIn = ({ data }) => {
	const { NetworkInterfaces: interfaces } = data;
	return Array.isArray(interfaces) ? interfaces : [];
};
const isFixed = (each) => "NetworkInterfaceId" in each && each.NetworkInterfaceId !== void 0;
// src/rollout/survey/launch-environment.ts
async function launchEnvironmentOf(reads, group, templates) {
	const { ask, problems } = collectProblems();
	const names = [...new Set(templates.flatMap((template) => launchedTypes(template, group)))];
	const [types = [], hooks, deregistrationDelays] = await Promise.all([
		names.length > 0 ? ask(reads.instanceTypes(names)) : void 0,
		ask(reads.hooks(group.name)),
		Promise.all(group.targetGroups.map(async (arn) => [arn, await ask(reads.deregistrationDelay(arn))]))
	]);
	const known = deregistrationDelays.flatMap(([arn, deregistrationDelay]) => deregistrationDelay === void 0 ? [] : [[arn, deregistrationDelay]]);
	return {
		types,
		...hooks && { hooks },
		deregistrationDelays: new Map(known),
		unchecked: problems
	};
}
// src/rollout/survey/resolve.ts
async function candidateFor({ reads, ask }, ref) {
	if (ref.from === "newest") {
		const named = await ask(reads.imagesNamed(ref.pattern));
		return candidateOf(ref, named && newestOf(named), (id) => named?.find((image) => image.id === id));
	}
	const meaning = ref.from === "parameter" ? await meaningOf(ref, {
		reads,
		ask
	}) : { id: ref.id };
	const image = meaning && "id" in meaning ? await ask(reads.image(meaning.id)) : void 0;
	return candidateOf(ref, meaning, () => image);
}
function candidateOf(ref, meaning, find) {
	if (!meaning) return {
		type: "unread",
		ref
	};
	if ("unresolved" in meaning) return {
		type: "unresolved",
		ref,
		...meaning
	};
	const image = find(meaning.id);
	return {
		type: "resolved",
		ref,
		...meaning,
		...image && { image }
	};
}
async function meaningOf({ name, selector, member }, { reads, ask }) {
	const found = await ask(reads.parameter(selector === void 0 ? name : `${name}:${selector}`));
	return typeof found === "string" ? { unresolved: { type: found } } : found && imageIn(found, member);
}
function imageIn({ type, value, version, changed }, member) {
	if (type === "SecureString") return { unresolved: { type: "secret" } };
	if (type === "StringList") return { unresolved: { type: "list" } };
	const text = member === void 0 ? value : memberOf(value, member);
	if (typeof text === "object") return { unresolved: text };
	const id = text.trim();
	if (!/^ami-[0-9a-f]{8,17}$/.test(id)) return { unresolved: { type: "no-image-id" } };
	return {
		id,
		source: {
			from: "parameter",
			version,
			...changed !== void 0 && { changed }
		}
	};
}
function memberOf(value, member) {
	const object = parsed(value);
	if (typeof object !== "object" || object === null || Array.isArray(object)) return { type: "no-json" };
	if (!Object.hasOwn(object, member)) return {
		type: "no-member",
		members: Object.keys(object)
	};
	const found = Reflect.get(object, member);
	return typeof found === "string" ? found : "";
}
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function newestOf(named) {
	const available = named.filter(({ state }) => state === "available");
	const others = named.filter(({ state }) => state !== "available");
	const [newest, ...equals] = newestFirst(available).filter(({ created }, _, all) => created === all[0]?.created);
	const [waiting] = newestFirst(others);
	if (!newest) return { unresolved: {
		type: "none-available",
		...waiting && { newest: nameOf$1(waiting) }
	} };
	if (equals.length > 0) return { unresolved: {
		type: "several-newest",
		ids: [newest, ...equals].map(({ id }) => id).sort()
	} };
	const newer = waiting && (waiting.created ?? 0) > (newest.created ?? 0) ? { newer: nameOf$1(waiting) } : {};
	return {
		id: newest.id,
		source: {
			from: "newest",
			of: available.length,
			...newer
		}
	};
}
const newestFirst = (images) => images.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0));
const nameOf$1 = ({ id, name, state }) => ({
	id,
	name,
	state
});
async function keepImagesInProgress({ reads, ask }, images, { run, refreshes }) {
	const refreshTargets = refreshes.find(({ status }) => isActive(status))?.to ?? [];
	if (!images.some(({ ref }) => isMoving(ref))) return images;
	const ours = (await Promise.all(refreshTargets.map(({ template, version }) => ask(reads.version(template, versionOf(version)))))).flatMap((version) => {
		const marker = version && markerIn(version.description);
		return marker?.run === run.id && images.every((each) => candidateId(each) !== version?.image) ? [marker.image] : [];
	});
	const under = (await Promise.all([...new Set(ours)].map((id) => ask(reads.image(id))))).flatMap((image) => image ?? []);
	return images.map((each) => {
		const image = isMoving(each.ref) ? under.find((other) => mayHaveMeant(each, other, images)) : void 0;
		const meansNow = candidateId(each);
		return image ? {
			type: "overtaken",
			ref: each.ref,
			id: image.id,
			image,
			...meansNow !== void 0 && { meansNow }
		} : each;
	});
}
function mayHaveMeant(candidate, other, all) {
	const image = candidateImage(candidate);
	return image ? image.architecture === other.architecture : candidate.type === "unresolved" && all.length === 1;
}
// src/rollout/survey/rollback-targets.ts
async function withRollbackTargets(asking, templates, asked) {
	const { reads, ask } = asking;
	const hasSeveral = templates.length > 1;
	const all = hasSeveral ? await withCurrentImages(asking, templates, true) : templates;
	const found = await Promise.all(foundTemplates(all).map(async (each) => ({
		...each,
		versions: await ask(reads.versionsAfter(each.saved.id, 0)) ?? [each.saved]
	})));
	if (found.length < all.length) return all;
	const targets = targetsOf$1(asking, found, asked);
	const made = targets.find((target) => target.type === "image");
	const image = made && await ask(reads.image(made.image));
	const rollbackTargets = targets.map((target, i) => {
		const template = found[i];
		if (!template) return target;
		return pinnedInPlace(hasSeveral && image ? fitting$2(target, template, image) : target, template);
	});
	const ids = [...new Set(rollbackTargets.flatMap(imageOf$1))].filter((id) => id !== made?.image);
	const images = [image, ...await Promise.all(ids.map((id) => ask(reads.image(id))))];
	return found.map((each, i) => {
		const to = rollbackTargets[i];
		const known = to && images.find((image) => imageOf$1(to).some((id) => id === image?.id));
		return to ? {
			...each,
			target: {
				type: "rollback",
				to,
				...known && { found: { image: known } }
			}
		} : each;
	});
}
function targetsOf$1({ settings, group, refreshes }, found, asked) {
	const last = provenLastRollout({
		group,
		refreshes,
		run: settings.run.id,
		isOwnStart: () => false
	});
	const histories = found.map(({ saved, versions }, i) => ({
		saved,
		versions,
		refreshes,
		instances: group.instances,
		...lastOfTemplate(last, i)
	}));
	const evidence = {
		run: settings.run,
		templates: group.templates,
		newest: refreshes[0]
	};
	return rollbackTargetsOf(histories, (asked === "previous" ? notedBy(group.tags.get(ROLLBACK_TAG), evidence) : void 0) ?? asked);
}
function pinnedInPlace(target, template) {
	const image = launchedImage(template);
	return target.type === "version" && target.why === "stays" && parameterIn(target.version) !== void 0 && image !== void 0 ? {
		type: "image",
		image
	} : target;
}
const imageOf$1 = (target) => {
	if (target.type === "none") return [];
	return [target.type === "version" ? target.version.image : target.image];
};
const fitting$2 = (target, template, { architecture }) => target.type === "image" && !architecturesOf(template).includes(architecture) ? stays(template) : target;
// src/rollout/survey/schedule.ts
async function scheduleOf(reads, { group, to }) {
	if (to !== void 0) return void 0;
	const actions = await reads.scheduledActions(group).catch(problemIn);
	return "kind" in actions ? {
		type: "unread",
		problem: actions
	} : {
		type: "read",
		actions
	};
}
// src/rollout/survey/watch-reads.ts
async function tryWatchReads({ reads, settings: { mode, verify } }, { name, at, instances }) {
	if (mode === "check") return {
		blocking: [],
		unchecked: [],
		unmanaged: []
	};
	const { ask, problems } = collectProblems();
	const inService = instances.filter(isInService).map(({ id }) => id);
	const [first] = inService;
	const looksOnly = mode === "plan";
	const [managed] = await Promise.all([
		verify?.onInstance && inService.length > 0 ? ask(reads.managedInstances(inService)) : void 0,
		!looksOnly && ask(reads.launches(name, at)),
		!looksOnly && first !== void 0 && ask(reads.ec2Instances([first])),
		!looksOnly && verify?.onInstance && ask(reads.commandBy(PROBE, 0))
	]);
	const unmanaged = managed ? inService.filter((id) => !managed.some((each) => each.id === id && each.isOnline)) : [];
	return mode === "deploy" || mode === "watch" ? {
		blocking: problems,
		unchecked: [],
		unmanaged
	} : {
		blocking: [],
		unchecked: problems,
		unmanaged
	};
}
const PROBE = "ami-rollout";
// src/rollout/survey/survey.ts
async function survey(context, settings, ownAliasTag = "") {
	const reads = retryingReads(context, "survey");
	const { ask, problems } = collectProblems();
	const asking = {
		reads,
		ask,
		settings
	};
	const { setParameter } = settings;
	const [group, meant, alarms = /* @__PURE__ */ new Map(), parameterToSet] = await Promise.all([
		ask(reads.group(settings.group)),
		Promise.all(settings.images.map((ref) => candidateFor(asking, ref))),
		settings.alarms.length > 0 ? ask(reads.alarms(settings.alarms)) : void 0,
		setParameter === void 0 ? void 0 : parameterFor(reads, setParameter)
	]);
	const found = {
		...group && { group },
		images: meant,
		alarms,
		...parameterToSet && { parameterToSet }
	};
	if (!group) return {
		...found,
		...nothingOf,
		templates: [],
		uses: [],
		refreshes: [],
		problems
	};
	const inService = group.instances.filter(isInService).map(({ id }) => id);
	const [refreshes = [], named, targets, targetGroups = [], statusChecks = /* @__PURE__ */ new Map(), warmPool = []] = await Promise.all([
		ask(reads.refreshes(settings.group)),
		Promise.all(distinct(group.templates).map((each) => withTemplate(asking, each))),
		Promise.all(group.targetGroups.map((arn) => ask(reads.targets(arn)))),
		group.targetGroups.length > 0 ? ask(reads.targetGroups(group.targetGroups)) : void 0,
		inService.length > 0 ? ask(reads.statusChecks(inService)) : void 0,
		group.hasWarmPool ? ask(reads.warmPool(group.name)) : void 0
	]);
	const ofGroup = {
		...asking,
		group,
		refreshes
	};
	const images = await keepImagesInProgress(asking, meant, {
		run: settings.run,
		refreshes
	});
	const targeted = await templatesOf(ofGroup, named, images);
	const versions = targeted.flatMap((each) => "versions" in each ? each.versions : []);
	const [templates, uses, environment, comparisons, confirmed, watch, left, schedule, ancestries] = await Promise.all([
		Promise.all(targeted.map((each) => withTrialLaunch(ofGroup, each))),
		usesOf(ofGroup, targeted),
		launchEnvironmentOf(reads, group, targeted),
		compareCommits(context.compare, {
			images,
			templates: targeted
		}, settings),
		confirmTags(asking, {
			group,
			refreshes,
			versions,
			ownAliasTag
		}),
		tryWatchReads(asking, group),
		trialsLeft(reads, group),
		scheduleOf(reads, settings),
		ancestriesOf(context.reads, targeted.flatMap((each) => targetImage(each) ?? []), group)
	]);
	const seen = {
		refreshes,
		targets: targets.flatMap((of) => of ?? []),
		targetGroups,
		statusChecks,
		warmPool
	};
	const unchecked = [
		...environment.unchecked,
		...watch.unchecked,
		...left.unchecked
	];
	const launchEnvironment = {
		...environment,
		unchecked,
		...schedule && { schedule }
	};
	const { unmanaged } = watch;
	const read = {
		templates,
		uses,
		launchEnvironment,
		comparisons,
		ancestries,
		trials: left.trials,
		unmanaged,
		...confirmed
	};
	return {
		...found,
		images,
		...seen,
		...read,
		problems: [...problems, ...watch.blocking]
	};
}
const parameterFor = async (reads, name) => ({
	name,
	found: await reads.parameter(name).catch(problemIn)
});
const nothingOf = {
	targets: [],
	targetGroups: [],
	statusChecks: /* @__PURE__ */ new Map(),
	warmPool: [],
	comparisons: [],
	ancestries: /* @__PURE__ */ new Map(),
	trials: [],
	unmanaged: [],
	unconfirmedTags: []
};
async function trialsLeft(reads, group) {
	const { ask, problems } = collectProblems();
	return {
		trials: await ask(reads.trialInstances(group)) ?? [],
		unchecked: problems
	};
}
const distinct = (named) => named.filter((each, i) => named.findIndex(({ id }) => id === each.id) === i);
const withTemplate = async ({ reads, ask }, named) => ({
	named,
	template: await ask(reads.template(named.id))
});
async function templatesOf(ofGroup, named, images) {
	const { ssmTemplate, to, currentImage, templateVersion: asked } = ofGroup.settings;
	const meant = await Promise.all(named.map((each) => withSavedVersion(ofGroup, each)));
	if (currentImage) return withDeployTargets(ofGroup, await withCurrentVersion(ofGroup, meant), images);
	const saved = asked === void 0 ? meant : await withNamedVersion(ofGroup, meant, {
		asked,
		images
	});
	const templates = ssmTemplate === "pin" ? await Promise.all(saved.map((each) => withParameter(ofGroup, each))) : saved;
	return to === void 0 ? withDeployTargets(ofGroup, templates, images) : withRollbackTargets(ofGroup, templates, to);
}
async function usesOf({ reads, ask }, templates) {
	const ids = foundTemplates(templates).flatMap((each) => {
		return targetImage(each) && (each.parameter || isVersionMade(each)) ? [each.saved.id] : [];
	});
	return ids.length > 0 ? await ask(reads.templateUses(ids)) ?? [] : [];
}
// src/rollout/execute/final-work.ts
const attempt$1 = ({ what, command, work }) => work().catch((thrown) => {
	if (!(thrown instanceof AwsProblem)) throw thrown;
	return {
		what,
		did: "failed",
		problem: thrown.message,
		command
	};
});
async function report$1({ clock, emit }, work) {
	const done = await attempt$1(work);
	for (const finalStep of done ? [done].flat() : []) emit({
		type: "final-step",
		at: clock.now(),
		finalStep
	});
}
const nameOf = ({ name }, all) => all.length > 1 ? { of: name } : {};
// src/rollout/execute/end-claim.ts
async function endClaim(outer, group, run) {
	const context = withRetries(outer, "finalSteps");
	await report$1(context, {
		what: "saved-version",
		command: describeCommand({ group }),
		work: async () => {
			const now = await context.reads.group(group);
			const last = now && lastRolloutOf(now);
			if (!now || !last || last.refresh !== void 0 || last.run !== run.id) return void 0;
			return giveBack(context, now, last);
		}
	});
}
async function giveBack({ writes, ...context }, group, last) {
	const { saved: former } = last;
	if (!(former !== void 0 && group.templates.every(({ version }, i) => version === String(last.from[i])) && group.templates.length === last.from.length)) {
		await writes.forgetRollout(group.name);
		return;
	}
	const choices = group.templates.map(({ id }) => ({
		id,
		version: versionOf(former)
	}));
	const target = {
		group: group.name,
		...group.mixed && { mixed: true }
	};
	await report$1(context, {
		what: "saved-version",
		command: saveCommand(target, choices),
		work: async () => {
			await writes.saveVersions(group, choices);
			if (isAlias(former)) await writes.untagAlias(group.name);
			await writes.forgetRollout(group.name);
			return {
				what: "saved-version",
				did: "restored",
				version: former
			};
		}
	});
}
// src/rollout/environment.ts
const rows$1 = {
	"no-credentials": ({ profile }) => profile === void 0 ? {
		says: "This job has no AWS credentials: neither the environment, nor a profile, nor the machine gives any",
		remedy: "Set `role-to-assume` and give the job `permissions: id-token: write`; or run aws-actions/configure-aws-credentials before this step, in the same job; or give the self-hosted runner an instance profile or a task role."
	} : {
		says: `The AWS profile "${profile}" (AWS_PROFILE) gives no credentials on this machine`,
		remedy: "Unset AWS_PROFILE for this step, or make the profile exist where the job runs: GitHub-hosted runners have no AWS profiles."
	},
	"credentials-silent": () => ({
		says: "The source of the AWS credentials did not answer, so AWS was not called",
		remedy: "In a container on EC2 allow two hops to the instance metadata service (`HttpPutResponseHopLimit` of the instance), or set `role-to-assume`, or fetch credentials in a step before."
	}),
	clock: ({ behindMs }) => ({
		says: `This machine's clock is ${span(Math.abs(behindMs))} ${behindMs < 0 ? "ahead of" : "behind"} AWS's, and AWS refuses requests that are signed more than 5 minutes off`,
		remedy: "Set the clock of the runner (NTP or chrony), then run the job again."
	}),
	"name-unknown": ({ host }) => ({
		says: `The name ${host} cannot be resolved on this machine`,
		remedy: "Check `aws-region` and AWS_ENDPOINT_URL for a typing error. Where the network reaches AWS only by a proxy, set HTTPS_PROXY; inside a VPC without internet access, create the interface endpoint of the service with private DNS names."
	}),
	certificate: ({ host, code }) => ({
		says: `The TLS certificate that ${host} shows is not trusted on this machine (${code})`,
		remedy: "Where a proxy or firewall inspects TLS, set NODE_EXTRA_CA_CERTS for this step to a file with its CA certificate; Node does not read AWS_CA_BUNDLE. Or list amazonaws.com in NO_PROXY. Else check AWS_ENDPOINT_URL."
	}),
	proxy: ({ host, status }) => ({
		says: status === void 0 ? `The proxy ${host} (HTTPS_PROXY) cannot be reached` : `The proxy ${host} (HTTPS_PROXY) refuses to connect to AWS: HTTP ${status}`,
		remedy: status === 407 ? "The proxy asks for a user and a password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded, from a secret." : "Check HTTPS_PROXY, allow the hosts of AWS in this region on the proxy, or list amazonaws.com in NO_PROXY."
	}),
	unreachable: ({ host, code }) => ({
		says: `${host} cannot be reached from this machine (${code})`,
		remedy: "Check the network of the runner: HTTPS_PROXY and NO_PROXY, its firewall, AWS_ENDPOINT_URL, and the security group of an interface endpoint."
	}),
	"foreign-answer": ({ host, status, contentType, excerpt }) => ({
		says: `Somebody other than AWS answered for ${host}: HTTP ${status}${contentType === "" ? "" : `, ${contentType}`}${excerpt === "" ? ", an empty answer" : `, which begins "${excerpt}"`}`,
		remedy: "If it goes on, check what lies between the runner and AWS: HTTPS_PROXY and NO_PROXY, a captive portal or firewall, AWS_ENDPOINT_URL. https://health.aws.amazon.com shows outages."
	}),
	"no-identity-token": () => ({
		says: "GitHub gives this job no identity token, which `role-to-assume` needs",
		remedy: "Add `id-token: write` to the `permissions` of the job (of the calling job too, for a reusable workflow). A pull request from a fork never gets a token."
	}),
	"identity-token-refused": () => ({
		says: "GitHub did not give the identity token that `role-to-assume` needs",
		remedy: "Run the job again; https://www.githubstatus.com shows outages of GitHub Actions."
	}),
	"identity-provider": ({ issuer, audience }) => ({
		says: `The AWS account of the role has no identity provider for the issuer ${issuer}, or that provider does not accept the audience "${audience}"`,
		remedy: `Create an OpenID Connect identity provider with the URL ${issuer} in the account of the role, with "${audience}" among its audiences (client ids). Or set \`audience\` to one that it has. docs/oidc.md has the commands.`
	}),
	trust: ({ subject, audience, issuer }) => ({
		says: `The role in \`role-to-assume\` does not exist, or its trust policy does not accept this job: issuer ${issuer}, subject "${subject}", audience "${audience}"`,
		remedy: `Compare them with the role's trust policy: the principal is the account's identity provider of that issuer, the action sts:AssumeRoleWithWebIdentity. The condition on \`sub\` matches the subject letter by letter (an environment changes it), that on \`aud\` the audience.`
	}),
	role: ({ arn }) => ({
		says: `AWS does not accept the role ${arn} as it is written in \`role-to-assume\`, or the name in \`role-session-name\``,
		remedy: "Check both inputs."
	}),
	"region-disabled": ({ region }) => ({
		says: `The Security Token Service is switched off in ${region}`,
		remedy: `Activate STS for ${region} in the settings of the account (IAM, account settings).`
	})
};
const diagnosisOf = (fault) => rows$1[fault.type](fault);
const span = (ms) => ms >= 12e4 ? `${Math.round(ms / 6e4)} minutes` : `${Math.round(ms / 1e3)} s`;
// src/rollout/failures/words.ts
const quoted = (text) => text ? ` AWS says: “${text}”` : "";
const countedWords = (counted) => counted.map(({ text, count: times }) => `“${text}”${times > 1 ? ` (×${times})` : ""}`).join("; ");
function problemWords({ kind, operation, code, message, fault }) {
	if (fault) return `${diagnosisOf(fault).says} (${operation}: ${code}).${quoted(message)}`;
	return `${problemKinds[kind].replace("%", operation)} (${code}).${quoted(message)}`;
}
const problemKinds = {
	throttled: "AWS throttled %, after several tries: too many requests of this account and region",
	passing: "% was not answered, after several tries",
	lost: "The answer to % was lost; it may have taken effect",
	denied: "The role may not call %, or lacks a permission that AWS checks with it",
	expired: "The credentials have expired: % was refused",
	missing: "% found nothing of that name",
	conflict: "% was refused: another instance refresh is in progress",
	idle: "% was refused: no instance refresh is in progress",
	irreversible: "% was refused: this instance refresh cannot be rolled back",
	environment: "% could not be sent to AWS from this machine",
	rejected: "AWS refused %"
};
const GONE = "The new instances are gone: what AWS said of them is above. To see it again, launch one from the image, or set `trial: true` with `verify`. Fix the image or its health check, then deploy again.";
const hookList = (waits) => {
	const names = [...new Set(waits.flatMap(({ hooks }) => hooks))];
	if (names.length === 0) return "a lifecycle hook";
	return names.length === 1 ? `the lifecycle hook ${names[0]}` : `one of the lifecycle hooks ${list(names)}`;
};
const answerHooks = (waits) => `See why nobody answers ${hookList(waits)}, then run again.`;
const askWho = (did, call) => `Ask who ${did} and why (CloudTrail: ${call}), then run again.`;
const activities = (group) => [`aws autoscaling describe-scaling-activities --auto-scaling-group-name ${quote(group)} --max-records 20`];
const healthCommand = (targetGroup) => isClassic(targetGroup) ? `aws elb describe-instance-health --load-balancer-name ${quote(targetGroup)}` : `aws elbv2 describe-target-health --target-group-arn "$(aws elbv2 describe-target-groups --names ${quote(targetGroupName(targetGroup))} --query 'TargetGroups[0].TargetGroupArn' --output text)"`;
// src/rollout/failures/calls.ts
function calling(failure, nextSteps) {
	switch (failure.reason) {
		case "refused-later": return lateRefusal(failure);
		case "refused": return refusedCall(failure, nextSteps.refused);
		case "out-of-sight": return {
			...again,
			sentence: failedPollsWords(failure),
			nextStep: nextSteps["out-of-sight"]
		};
	}
}
const refusedCall = ({ problem }, nextStep) => ({
	...again,
	sentence: problemWords(problem),
	nextStep: problem.fault ? diagnosisOf(problem.fault).remedy : nextStep
});
const again = {
	action: "leave",
	runAgain: true,
	commands: none
};
const failedPollsWords = ({ polls, problem }) => polls > 1 ? `${problem.kind === "throttled" ? "AWS throttles every poll" : "AWS does not answer any more"}: ${polls} polls in a row failed. ${problemWords(problem)}` : problemWords(problem);
function lateRefusal({ findings }) {
	const errors = findings.filter(({ level }) => level === "error");
	return {
		action: "leave",
		sentence: `Another instance refresh had to end first; what was found then blocks the rollout: ${errors.map(({ says }) => says).join(" ")}`,
		nextStep: `${errors[0]?.remedy ?? ""} Then run again.`,
		runAgain: false,
		commands: none
	};
}
// src/rollout/failures/refresh-ended.ts
const refreshEnded = ({ status, statusReason, requested, hookWaits }) => ({
	action: "on-failure",
	sentence: `${endWords(status)}${requested ? ": somebody else did, since `AutoRollback` was off" : ""}.${hookWaits ? ` ${heldWords(hookWaits)}` : ""}${quoted(statusReason)}`,
	nextStep: requested ? askWho("rolled it back", "RollbackInstanceRefresh") : hookWaits ? answerHooks(hookWaits) : nextStep$1(status, statusReason),
	runAgain: false,
	commands: (group) => hookWaits ? activities(group) : causes(status, group)
});
const heldWords = (waits) => `Nobody answered ${hookList(waits)}, which held ${list(waits.map(({ instance }) => instance))}.`;
const nextStep$1 = (status, statusReason) => {
	const see = "The scaling activities show why AWS stopped.";
	if (isRollbackFailed(status)) return `${see} Fix that, then roll back again.`;
	const fix = `${see} Fix the image or the template, then run again.`;
	if (!hasRollback(status)) return fix;
	return statusReason ? `${fix} If AWS’s reason names a request, CloudTrail shows who made it (RollbackInstanceRefresh).` : `${fix} AWS gave no reason: CloudTrail shows whether somebody asked for it (RollbackInstanceRefresh).`;
};
const causes = (status, group) => [...activities(group), ...hasRollback(status) && !isRollbackFailed(status) ? [lookUpCommand("RollbackInstanceRefresh")] : []];
const endWords = (status) => ends$1.get(status) ?? `The instance refresh became ${status}, which is no success`;
const ends$1 = /* @__PURE__ */ new Map([
	["Failed", "AWS ended the instance refresh as Failed"],
	["Cancelled", "The instance refresh was cancelled before its end"],
	["Successful", "AWS ended the instance refresh as Successful, but this rollback waited for another end"],
	["RollbackInProgress", "AWS began to roll the instance refresh back, which this job did not ask for"],
	["RollbackSuccessful", "AWS has rolled the instance refresh back, which this job did not ask for"],
	["RollbackFailed", "AWS could not roll the instance refresh back: it ended as RollbackFailed"],
	[NOT_LISTED, "AWS does not list the instance refresh any more"]
]);
// src/rollout/failures/aws-failed.ts
function awsFailed(failure) {
	switch (failure.reason) {
		case "ended": return refreshEnded(failure);
		case "refused": return refusedCall(failure, "Fix what AWS names, then run again.");
		case "not-on-version": return {
			...left,
			sentence: `AWS is done, but ${count(failure.instances.length, "instance")} (${list(failure.instances)}) did not run the version and image asked for, for longer than ${duration(failure.limitMs)}.`,
			nextStep: "See whether somebody changed the group or the instances meanwhile, then run again.",
			runAgain: true,
			commands: activities
		};
		case "nothing-proven": return {
			...left,
			sentence: "AWS reports Successful, but the group has no instance in service any more: nothing shows that the new version works, and the next scale-out launches it.",
			nextStep: "Scale the group out and deploy again, which proves the version; or save the version before on the group, so that the next scale-out launches that.",
			commands: activities
		};
		case "altered": return {
			...left,
			sentence: alteredWords(failure.differences),
			nextStep: "No instance was touched. Make the version from its source by hand to see the difference, and report it to this action."
		};
		case "moved-away": return {
			...left,
			sentence: `Somebody has moved the group meanwhile to ${list(failure.ids) || "no launch template"}, which this rollout did not start from: what it should launch is to be chosen by hand.`,
			nextStep: "Choose a launch template version for the group by hand, then run again."
		};
		case "protected-left": return {
			...left,
			sentence: `AWS's rollback has ended and left ${count(failure.instances.length, "instance")} of the new version (${list(failure.instances)}) in service, because ${failure.instances.length === 1 ? "it is" : "they are"} protected from scale-in.`,
			nextStep: "Take the protection away or replace these instances; whatever else is protected stays as it is."
		};
		case "version-gone": return {
			...left,
			sentence: `${list(failure.versions.map(({ id, version }) => `Version ${version} of ${id}`))} ${failure.versions.length === 1 ? "was" : "were"} deleted meanwhile: the instances run it, but the group can launch no other from it.`,
			nextStep: "Set the group’s launch template back to a version that exists, such as the one before, so that it can launch again. Then deploy again."
		};
	}
}
const left = {
	action: "leave",
	runAgain: false,
	commands: none
};
const alteredWords = (differences) => differences.length > 0 ? `The new template version differs from its source in more than the image: ${list(differences.map(({ path, from, to }) => `${path} (${from ?? "nothing"} → ${to ?? "nothing"})`))}.` : "The new template version does not have the image that was asked for.";
const isAwsFailed = (failure, reason) => failure.code === "aws-failed" && failure.reason === reason;
// src/rollout/failures/access-denied.ts
const accessDenied = (failure) => calling(failure, {
	"out-of-sight": "Give the role the permissions in docs/iam-policy.json, then run again: the run takes up its own refresh.",
	refused: "Give the role the permissions in docs/iam-policy.json, and those that AWS checks behind them (ec2:RunInstances, iam:PassRole), then run again."
});
// src/rollout/failures/alarm.ts
const alarm = ({ alarms, status }) => ({
	action: "on-failure",
	sentence: `${alarmsIn(alarms)}, and AWS stopped the instance refresh (${status}).`,
	nextStep: "See what the alarm saw. Fix the image or the alarm, then deploy again.",
	runAgain: false,
	commands: () => [`aws cloudwatch describe-alarms --alarm-names ${alarms.map(({ name }) => quote(name)).join(" ")}`]
});
function alarmsIn(alarms) {
	const firing = alarms.filter(({ isOver }) => !isOver);
	const these = firing.length > 0 ? firing : alarms;
	const names = list(these.map(({ name }) => `“${name}”`));
	const fired = these.length === 1 ? `The alarm ${names} fired` : `The alarms ${names} fired`;
	return firing.length > 0 ? fired : `${fired} (OK again)`;
}
// src/rollout/failures/target-health.ts
const targetHealth = (failure) => ({
	action: "on-failure",
	sentence: failure.reason === "flapping" ? `${failure.instance} was healthy and then was not, ${failure.flapCount} times (limit ${failure.limit}).` : `${late[failure.reason]} for longer than ${duration(failure.limitMs)}: ${shortWords(failure.short)}.`,
	nextStep: healthSteps[failure.reason],
	...goneStep(failure.reason),
	runAgain: failure.reason === "not-registered",
	commands: () => failure.reason === "flapping" ? [] : failure.short.map(({ targetGroup }) => healthCommand(targetGroup))
});
const late = {
	unhealthy: "Not healthy",
	"not-judged": "Not used by the load balancer, so not healthy,",
	"not-registered": "Not registered with the load balancer"
};
const FIX_HEALTH = "The target groups show why instances are not healthy. Fix the image or its health check, then deploy again.";
const healthSteps = {
	unhealthy: FIX_HEALTH,
	flapping: FIX_HEALTH,
	"not-judged": "This is not the image’s doing: the load balancer has stopped judging these targets. Give the target group its listener or rule back, enable the zone for the load balancer, or switch its health checks on again; then deploy again.",
	"not-registered": "This is not the image’s doing: the load balancer has not begun to check these targets. See whether the group registers new instances (its process AddToLoadBalancer) and whether somebody takes them out; then run again."
};
const goneStep = (reason) => reason === "unhealthy" || reason === "flapping" ? { onceGone: GONE } : {};
const shortWords = (short) => short.map(({ targetGroup, instances, states, healthy, judged }) => {
	const instead = [list(instances, 2), ...states.length > 0 ? [list(states)] : []].join("; ");
	const total = Math.max(judged, instances.length);
	return `${instances.length} of ${count(total, "instance")} in ${isClassic(targetGroup) ? "load balancer" : "target group"} ${targetGroupName(targetGroup)} (${instead}); ${healthy} ${healthy === 1 ? "is" : "are"} healthy`;
}).join("; ");
// src/rollout/failures/below-minimum.ts
const belowMinimum = ({ units, healthy, minimum, short, cause, limitMs }) => ({
	action: "on-failure",
	sentence: `Only ${healthy} ${units ?? "instances"} are healthy (minimum ${minimum}), for longer than ${duration(limitMs)}.${short.length > 0 ? ` Not healthy: ${shortWords(short)}.` : ""}`,
	nextStep: healthSteps[cause],
	...short.length > 0 && goneStep(cause),
	runAgain: false,
	commands: (group) => short.length > 0 ? short.map(({ targetGroup }) => healthCommand(targetGroup)) : activities(group)
});
// src/rollout/failures/cancelled.ts
const cancelled$2 = ({ signal }) => ({
	action: "on-cancel",
	sentence: `This job was cancelled (${signal}).`,
	nextStep: "Run the job again when the rollout is wanted.",
	runAgain: true,
	commands: none
});
// src/rollout/failures/cancelled-elsewhere.ts
const cancelledElsewhere = ({ statusReason }) => ({
	action: "leave",
	sentence: `Somebody else cancelled the instance refresh.${quoted(statusReason)}`,
	nextStep: "Ask first who cancelled it and why (CloudTrail: CancelInstanceRefresh).",
	runAgain: true,
	commands: () => [lookUpCommand("CancelInstanceRefresh")]
});
// src/rollout/failures/conflict.ts
function conflict(failure) {
	switch (failure.reason) {
		case "refused": return refusedCall(failure, "Wait for the other refresh and run again, or set `on-conflict`: `wait` waits for it, `replace` cancels it.");
		case "moved": return {
			...beforeTheStart,
			sentence: `Somebody has changed the group just before the start: it has ${failure.saved.length > 0 ? `version ${list(failure.saved)}` : "no launch template version"} saved, which this rollout was not planned for.`,
			nextStep: "See who changed it, then run again: the plan is then made for what is saved."
		};
		case "claimed": return {
			...beforeTheStart,
			sentence: `Run ${failure.run} of this action has claimed the group just before the start.`,
			nextStep: "Wait for that run, then run again."
		};
		case "refused-later": return lateRefusal(failure);
	}
}
const beforeTheStart = {
	action: "leave",
	runAgain: true,
	commands: none
};
// src/rollout/failures/credentials-expired.ts
const RENEW = "Set `role-to-assume`: then this step renews its credentials before they expire.";
const credentialsExpired = (failure) => calling(failure, {
	"out-of-sight": `Run the job again: it takes up its own refresh. ${RENEW}`,
	refused: `Run the job again with new credentials. ${RENEW}`
});
// src/rollout/failures/earlier-attempt.ts
const codes = [
	"launch-failures",
	"instances-died",
	"target-health",
	"below-minimum",
	"alarm",
	"verify",
	"stalled",
	"timeout",
	"aws-failed",
	"cancelled"
];
const failedEarlier = (noted) => ({
	code: codes.find((code) => code === noted) ?? "aws-failed",
	reason: "earlier-attempt"
});
const earlierAttempt = ({ code }) => ({
	action: "rollback",
	sentence: `An earlier attempt of this run failed (${code}) and began this rollback.`,
	nextStep: "See what the earlier attempt reported and fix that, then deploy again.",
	runAgain: false,
	commands: none
});
// src/rollout/failures/handed-over.ts
const handedOver = ({ refreshId, original }) => ({
	action: "leave",
	sentence: original === void 0 ? `The time of this job is over (\`hand-over\`): the instance refresh ${refreshId} goes on in AWS, and nobody watches it until a later job takes it up.` : `The time of this job is over (\`hand-over\`): AWS goes on rolling back, and nobody watches it until a later job takes it up. The rollout failed (${original.code}): ${original.sentence}`,
	nextStep: "The same step in a later job of this run takes it up (docs/longer-than-a-job.md), or run this job again.",
	runAgain: true,
	commands: (group) => [describeCommand({ group })]
});
// src/rollout/failures/instances-died.ts
const instancesDied = (failure) => failure.reason === "ended" ? ended(failure) : statusChecks(failure);
const ended = ({ instances, lived, unhealthyIn }) => ({
	action: "on-failure",
	sentence: `${count(instances.length, "new instance")} came into service and ended again (${list(instances)}), the longest after ${duration(lived)}${unhealthyIn.length > 0 ? `; not healthy before in ${list(unhealthyIn.map(targetGroupName))}` : ""}.`,
	nextStep: "The instance’s console and system log show why it ended. Fix the image, then deploy again.",
	runAgain: false,
	commands: activities
});
const statusChecks = ({ instances, states, limitMs }) => ({
	action: "on-failure",
	sentence: `EC2’s status checks of ${list(instances)} did not pass for longer than ${duration(limitMs)} (${list(states)}).`,
	nextStep: "The console and the system log of the instance show how far it booted. Fix the image, then deploy again. A system check that fails is EC2’s own fault: run again.",
	onceGone: `${GONE} A system check that failed was EC2’s own fault: run again.`,
	runAgain: false,
	commands: () => [`aws ec2 describe-instance-status --include-all-instances --instance-ids ${instances.slice(0, 5).join(" ")}`]
});
// src/rollout/failures/launch-failures.ts
const NO_ROOM = " Only if that is room for one more instance (a quota, addresses, an interface, a reservation): let old instances go first, by `max-healthy-percentage: 100` with a lower `min-healthy-percentage`.";
const launchFailures = ({ seen, limit, messages, isLaunchFirst }) => ({
	action: "on-failure",
	sentence: `${seen === 1 ? "1 launch" : `${seen} launches`} failed and none succeeded (limit ${limit}): ${countedWords(messages)}.`,
	nextStep: `Fix what AWS names above, then deploy again.${isLaunchFirst ? NO_ROOM : ""}`,
	runAgain: false,
	commands: activities
});
// src/rollout/failures/lost-contact.ts
const afterRefusal = {
	lost: "See whether it took effect, then run the job again: it takes up its own refresh.",
	throttled: "Run the job again later, or fewer jobs at once: it takes up its own refresh."
};
const lostContact = (failure) => {
	const kind = "problem" in failure ? failure.problem.kind : void 0;
	return calling(failure, {
		"out-of-sight": "Run the job again: it takes up its own refresh.",
		refused: kind === "lost" || kind === "throttled" ? afterRefusal[kind] : "AWS did not answer: run the job again."
	});
};
// src/rollout/failures/preflight.ts
const preflight = (failure) => lateRefusal(failure);
// src/rollout/failures/rollback-failed.ts
const rollbackFailed = (failure) => refreshEnded(failure);
// src/rollout/failures/stalled.ts
const stalled = ({ limitMs, waitingFor }) => ({
	action: "on-failure",
	sentence: `Nothing has changed for ${duration(limitMs)}: ${waitingFor.map(blockerWords).join("; ")}.`,
	nextStep: nextStepFor$1(waitingFor),
	runAgain: true,
	commands: activities
});
function nextStepFor$1(waitingFor) {
	const waits = waitingFor.flatMap((each) => each.by === "lifecycle-hook" ? each.waits : []);
	if (waits.length > 0) return answerHooks(waits);
	return waitingFor.some(({ by }) => by === "scale-in-protection" || by === "standby") ? "Take the protection or the Standby away, or choose by `scale-in-protected-instances` and `standby-instances` what becomes of these instances. Then run again." : "The scaling activities show what AWS waits for. Resolve it, then run again.";
}
function blockerWords(blocker) {
	if (blocker.by === "lifecycle-hook") {
		const { waits } = blocker;
		return `${list(waits.map(({ instance }) => instance))} ${waits.length === 1 ? "waits" : "wait"} for ${hookList(waits)}`;
	}
	const { by, instances } = blocker;
	return `${blockers[by]}${instances.length > 0 ? ` (${list(instances)})` : ""}`;
}
const blockers = {
	"scale-in-protection": "scale-in protection keeps instances of the old version",
	standby: "instances of the old version are in Standby",
	launches: "launches keep failing",
	drain: "instances do not finish terminating",
	unknown: "what AWS waits for cannot be seen"
};
// src/rollout/failures/timeout.ts
function timeout({ reason, limitMs, status, percent }) {
	const late = `Not done within ${duration(limitMs)}, the time limit: the instance refresh was ${status}${percent === void 0 ? "" : ` at ${percent} %`}.`;
	return reason === "unfinished" ? {
		action: "on-failure",
		sentence: late,
		nextStep: "The scaling activities show what took so long. Raise `timeout` if this is how long it takes.",
		runAgain: false,
		commands: activities
	} : {
		action: "leave",
		sentence: `${late} Every instance runs the new version and is healthy, so nothing is undone: AWS goes on by itself.`,
		nextStep: "Run the job again once AWS is done: it confirms what AWS has finished. Raise `timeout` if this is how long it takes.",
		runAgain: true,
		commands: activities
	};
}
// src/rollout/failures/trial.ts
const trial = (failure) => ({
	action: "leave",
	sentence: sentence(failure),
	nextStep: nextStepFor(failure),
	runAgain: failure.reason === "no-room",
	commands: none
});
function sentence(failure) {
	switch (failure.reason) {
		case "no-room": return `The trial found no room: ${count(failure.places, "place")} tried. ${problemWords(failure.problem)}`;
		case "not-launched": return `The trial did not launch. ${problemWords(failure.problem)}`;
		case "ended":
		case "impaired":
		case "not-in-time": return `${ends[failure.reason]}: ${instanceLines(failure.known).join("; ")}.`;
		case "unverified": return `On the trial (${list(failure.instances)}) ${verifyWords$1(failure.verified)}`;
	}
}
const ends = {
	ended: "The trial did not stay alive",
	impaired: "The trial fails EC2’s status checks",
	"not-in-time": "The trial did not pass within trial-timeout"
};
function nextStepFor(failure) {
	switch (failure.reason) {
		case "no-room": return "Run it again later, or give the group another subnet or instance type.";
		case "not-launched": return "The launch template and this image do not launch: fix what EC2 names, then deploy again.";
		case "ended":
		case "impaired":
		case "not-in-time": return "The console of the trial shows how far it booted; where the summary has none, launch the image by hand. Fix the image, then deploy again.";
		case "unverified": return `${verifyNextStep(failure.verified)}, then deploy again.`;
	}
}
// src/rollout/failures/index.ts
const rows = {
	cancelled: cancelled$2,
	"cancelled-elsewhere": cancelledElsewhere,
	"launch-failures": launchFailures,
	"instances-died": instancesDied,
	"target-health": targetHealth,
	"below-minimum": belowMinimum,
	alarm,
	verify,
	trial,
	stalled,
	timeout,
	"aws-failed": awsFailed,
	"rollback-failed": rollbackFailed,
	conflict,
	preflight,
	"access-denied": accessDenied,
	"credentials-expired": credentialsExpired,
	"lost-contact": lostContact,
	"handed-over": handedOver
};
function rowOf(failure) {
	if ("reason" in failure && failure.reason === "earlier-attempt") return earlierAttempt(failure);
	const row = rows[failure.code];
	return row(failure);
}
// src/rollout/execute/timed-instances.ts
const timedInstances = async (reads, instances, rollout) => isTimed(rollout) && instances.length > 0 ? withAttached(instances, await reads.ec2Instances(instances.map(({ id }) => id))) : instances;
// src/rollout/execute/end-state.ts
const unknownFleet = {
	fleet: "unknown",
	covered: 0,
	onTarget: 0,
	runs: [],
	leftOut: [],
	warmPool: [],
	withoutTraffic: [],
	isProtected: false,
	launching: [],
	byHand: []
};
async function readFleetStatus(reads, end) {
	const { rollout, settings } = end;
	try {
		const [group, refreshes] = await Promise.all([reads.group(rollout.group), reads.refreshes(rollout.group)]);
		if (!group) return unknownFleet;
		const instances = await timedInstances(reads, group.instances, rollout);
		const covers = coverage(instances, rollout.to, settings.preferences);
		const savedIsNew = covers.covered.length === 0 && await launches(reads, group, rollout.to);
		const active = refreshes.find(({ status }) => isActive(status));
		return {
			...statusFrom(end, covers, savedIsNew),
			isProtected: protectionFor(instances, rollout, "Ignore") === "Refresh",
			warmPool: group.hasWarmPool ? running$1(await reads.warmPool(group.name)) : [],
			launching: active || rollout.isRollback ? [] : launchingOn(instances, rollout.to),
			...active && { active: {
				id: active.id,
				status: active.status
			} },
			...rollout.to.since && { isRenewal: true }
		};
	} catch (thrown) {
		problemIn(thrown);
		return {
			...unknownFleet,
			byHand: [describeCommand(rollout)]
		};
	}
}
const launchingOn = (instances, to) => instances.filter((each) => isLaunching(each) && runs(each, to)).map(({ id }) => id);
async function launches(reads, { templates: saved }, { templates }) {
	const meant = await Promise.all(saved.map(async ({ id, version: spec }) => {
		const choice = versionOf(spec);
		const template = typeof choice === "string" ? await reads.template(id) : void 0;
		return {
			id,
			version: typeof choice === "string" ? template && meaning(choice, template) : choice
		};
	}));
	return areAmong(meant, templates);
}
const areAmong = (saved, templates) => saved.length > 0 && saved.every(({ id, version }) => templates.some((each) => each.id === id && String(each.version) === String(version)));
async function goneVersions(reads, { to }) {
	const reading = to.templates.map(async (each) => {
		return await reads.version(each.id, each.version).catch(notSeen) ? [] : [each];
	});
	return (await Promise.all(reading)).flat();
}
const notSeen = (thrown) => problemIn(thrown);
function fleetStatusSeen({ instances, saved }, operation, settings) {
	const numbered = saved.filter(({ version }) => !isAlias(version));
	const savedIsNew = numbered.length === 0 || areAmong(numbered, operation.to.templates);
	const covers = coverage(instances, operation.to, settings.preferences);
	return statusFrom({
		rollout: operation,
		operation,
		settings
	}, covers, savedIsNew);
}
function statusFrom({ rollout, operation }, covers, savedIsNew) {
	const status = fleetStatusOf(covers, savedIsNew, rollout.isRollback);
	const { covered } = covers;
	if (operation?.type !== "native-rollback" || covered.length === 0) return status;
	const left = covered.filter((each) => runs(each, operation.from));
	return {
		...status,
		fleet: left.length === 0 ? "previous" : left.length === covered.length ? "new" : "mixed"
	};
}
function stopCommands({ rollout, operation, isReversible = true }, failure, { id, status }) {
	const isForward = isPending(status) || isReplacing(status) || isBaking(status);
	const isOurs = operation?.type === "refresh" && operation.refreshId === id;
	const refused = "problem" in failure && failure.problem.operation === "RollbackInstanceRefresh" && failure.problem;
	if (!isOurs || !isForward || !refused && rowOf(failure).action === "leave") return [];
	const isIrreversible = !isReversible || refused && refused.kind === "irreversible";
	return [rollout.isRollback || isIrreversible || !changesVersions(rollout) ? cancelCommand(rollout) : rollbackCommand(rollout)];
}
function commandsByHand(ended, failure, { fleet, active, isProtected, launching }) {
	const { rollout, operation } = ended;
	const isKnown = operation !== void 0 && refreshIdOf(operation) !== void 0;
	if (active) return isKnown ? [...stopCommands(ended, failure, active), describeCommand(rollout)] : [];
	if (fleet === "unknown") return isKnown ? [describeCommand(rollout)] : [];
	if (fleet === "previous" && launching.length > 0) return [terminateCommand(launching)];
	const isBackKnown = changesVersions(rollout);
	if (fleet === "previous" || !isBackKnown || operation?.type === "verify-only" || isAwsFailed(failure, "moved-away")) return [];
	return isAwsFailed(failure, "version-gone") || isAwsFailed(failure, "nothing-proven") ? [saveCommand(rollout, rollout.from.templates)] : [refreshCommand(rollout, rollout.from.templates, isProtected ? "Refresh" : "Ignore")];
}
// src/rollout/execute/restore-aliases.ts
async function restoreAliasesOf({ reads, writes }, { rollout, proven }) {
	const [group, ...listed] = await Promise.all([reads.group(rollout.group), ...proven.map(({ id }) => reads.template(id))]);
	if (!group) return [];
	const templates = listed.flatMap((each) => each ?? []);
	const due = restorable({
		group,
		aliases: agreedAliases(group, rollout),
		proven,
		templates: [...templates, ...templates.map((each) => notOlder(each, rollout))]
	});
	const kept = due.keep.map((each) => keptOf(rollout, each, proven));
	if (due.restore.length === 0) return kept;
	const command = saveCommand(rollout, choicesOf(due.restore));
	const restored = await attempt$1({
		what: "alias",
		command,
		work: () => save(writes, group, due)
	});
	return [...(restored ? [restored].flat() : []).map((each, i) => ({
		...each,
		...nameIn(due.restore[i], proven)
	})), ...kept];
}
const choicesOf = (taken) => taken.map(({ version: { id }, alias }) => ({
	id,
	version: alias
}));
const nameIn = (taken, proven) => {
	const version = proven.find(({ id }) => id === taken?.version.id);
	return version ? nameOf(version, proven) : {};
};
async function save(writes, group, { restore, tag }) {
	if (restore.some(({ alias, saved }) => alias !== saved)) await writes.saveVersions(group, choicesOf(restore));
	if (tag === void 0) await writes.untagAlias(group.name);
	else await writes.tagAlias(group.name, tag);
	return restore.map(({ alias }) => ({
		what: "alias",
		alias,
		did: "given-back"
	}));
}
const keptOf = (rollout, { version: { id }, alias, saved, template }, proven) => {
	const version = proven.find((each) => each.id === id);
	return {
		what: "alias",
		alias,
		did: "kept",
		...version && nameOf(version, proven),
		version: saved,
		means: meaning(alias, template),
		command: saveCommand(rollout, [{
			id,
			version: alias
		}])
	};
};
function notOlder(template, { from, to }) {
	const known = [...from.templates, ...to.templates].filter(({ id }) => id === template.id);
	return {
		...template,
		latest: Math.max(template.latest, ...known.map(({ version }) => version))
	};
}
// src/rollout/execute/final-steps.ts
async function finalStep(outer, step, end) {
	const context = withRetries(outer, "finalSteps");
	switch (step.type) {
		case "set-default-version": {
			const { id, version } = step.version;
			const work = () => setDefault(context, step.version, end.proven);
			return report$1(context, {
				what: "default-version",
				command: defaultCommand(id, version),
				work
			});
		}
		case "delete-failed-versions": {
			if (context.stop.aborted) return;
			const { deleteFailedVersions } = await __nccwpck_require__.e(/* import() */ 186).then(__nccwpck_require__.bind(__nccwpck_require__, 7186));
			await deleteFailedVersions(outer, {
				group: end.rollout.group,
				templates: [step.template]
			});
			return;
		}
		case "restore-aliases": return restoreAliases(context, end);
		case "set-parameter": {
			const { writeParameter } = await __nccwpck_require__.e(/* import() */ 253).then(__nccwpck_require__.bind(__nccwpck_require__, 4253));
			return report$1(context, {
				what: "parameter",
				command: setParameterCommand(step.parameter, step.image),
				work: () => writeParameter(context, step)
			});
		}
		case "delete-old-versions": {
			if (context.stop.aborted) return;
			const { deleteOldVersions } = await __nccwpck_require__.e(/* import() */ 994).then(__nccwpck_require__.bind(__nccwpck_require__, 8994));
			const work = () => deleteOldVersions(context, end.rollout.group, step);
			return report$1(context, {
				what: "clean-up",
				command: versionsCommand(step.template),
				work
			});
		}
		case "archive-images": {
			if (context.stop.aborted) return;
			const work = () => archiveImagesOf(context, step, end);
			return report$1(context, {
				what: "images",
				command: retiredCommand(step.template),
				work
			});
		}
	}
}
async function archiveImagesOf(context, { template, archive }, { rollout: { group: name }, proven }) {
	const { readTemplateUsers } = await __nccwpck_require__.e(/* import() */ 781).then(__nccwpck_require__.bind(__nccwpck_require__, 4781));
	const read = await Promise.all(proven.map(({ id }) => readTemplateUsers(context.reads, name, id)));
	const all = read.flatMap((each) => each ? [{
		users: each.users,
		gone: [],
		known: each.users.history.saved
	}] : []);
	const [first] = read;
	if (!first || all.length < read.length) return [];
	const { archiveImages } = await __nccwpck_require__.e(/* import() */ 392).then(__nccwpck_require__.bind(__nccwpck_require__, 7392));
	return archiveImages(context, template, {
		group: first.group,
		archive,
		all,
		proven
	});
}
async function restoreAliases(context, end) {
	if (end.proven.length === 0) return;
	const work = () => restoreAliasesOf(withRetries(context, "finalSteps"), end);
	await report$1(context, {
		what: "alias",
		command: aliasTagCommand(end.rollout.group),
		work
	});
}
async function setDefault({ reads, writes }, proven, all) {
	const { id, version } = proven;
	if ((await reads.template(id))?.default === version) return void 0;
	await writes.setDefaultVersion(id, version);
	return {
		what: "default-version",
		version,
		did: "set",
		...nameOf(proven, all)
	};
}
// src/rollout/execute/leftovers.ts
function reportLeftovers({ clock, emit }, end) {
	for (const finalStep of [...inWarmPool(end), ...retained(end)]) emit({
		type: "final-step",
		at: clock.now(),
		finalStep
	});
}
function inWarmPool({ operation, fleetStatus }) {
	const { templates } = operation.to;
	const stale = fleetStatus.warmPool.filter(({ template }) => !templates.some(({ id, version }) => id === template?.id && version === template.version));
	return stale.length === 0 ? [] : [{
		what: "warm-pool",
		did: "stale",
		stale,
		command: refreshCommand(operation, templates)
	}];
}
function retained({ watched }) {
	const instances = watched.last?.instances.filter(isRetained).map(({ id }) => id) ?? [];
	return instances.length === 0 ? [] : [{
		what: "retained",
		did: "left",
		instances,
		command: terminateCommand(instances)
	}];
}
function reportMovedVersion({ clock, emit }, { former, from }) {
	const [before] = from.templates;
	if (former === void 0 || isAlias(former) || !before) return;
	const command = versionsCommand(before.id);
	const finalStep = {
		what: "saved-version",
		did: "moved",
		version: `${before.version}`,
		believed: former,
		command
	};
	emit({
		type: "final-step",
		at: clock.now(),
		finalStep
	});
}
// src/rollout/execute/cancel-refresh.ts
const READ_LIMIT = 2e3;
async function cancelRefresh({ reads, writes, clock }, group, before = async () => {}) {
	const now = await withDeadline(clock, READ_LIMIT, (over) => reads.within(over).group(group)).catch(unseen$1);
	await before(now);
	await writes.cancelRefresh(group, { waits: !hasHookWaiting(now?.instances ?? []) });
}
const hasHookWaiting = (instances) => instances.some(isWaitingForHook);
const unseen$1 = (thrown) => {
	problemIn(thrown);
};
// src/rollout/execute/rollback-attempt.ts
function actionAfter(failure, { onFailure, onCancel }) {
	switch (rowOf(failure).action) {
		case "on-failure": return onFailure;
		case "on-cancel": return onCancel;
		case "rollback": return "rollback";
		case "leave": return "leave";
	}
}
const refused$1 = (how, problem) => ({
	how,
	end: "failed",
	failure: refusedBy(problem)
});
function announce({ clock, emit }, attempt, how) {
	const { operation, failure, announced } = attempt;
	if (announced.has(how)) return;
	announced.add(how);
	emit({
		type: "rolling-back",
		at: clock.now(),
		operation,
		failure,
		how
	});
}
// src/rollout/execute/start-refresh.ts
const SEARCHES = 5;
const SEARCH_PAUSE = 2500;
async function startRefresh(context, request) {
	const { writes, clock, emit, stop } = context;
	const { to, settings, group } = request;
	const start = unstarted(request);
	emit({
		type: "starting",
		at: clock.now(),
		operation: start,
		settings
	});
	const begun = (refreshId, how) => {
		const operation = startedAs(refreshId, start);
		emit({
			type: "underway",
			at: clock.now(),
			operation,
			settings,
			how
		});
		return operation;
	};
	const tries = request.undoes ? triesToRollBack(context, request.timeout) : triesFor(context, "start");
	const unknownYet = triesFor(context, "newVersion");
	let isUnanswered = false;
	for (let lost;;) {
		const sent = lost ?? await writes.startRefresh(group, to, settings.preferences).catch(problemIn);
		if (typeof sent === "string") return begun(sent, "started");
		isUnanswered ||= sent.kind === "lost";
		if (sent.kind === "lost" || sent.kind === "conflict" && (isUnanswered || !request.isClaimed)) {
			const found = await findOurs(context, start, sent.kind === "conflict" ? 1 : SEARCHES).catch(problemIn);
			if (typeof found === "string") return begun(found, "found");
			lost = found && sent.kind === "lost" ? sent : void 0;
		}
		if (sent.kind === "rejected" && request.hasNewVersion && await unknownYet.next(sent)) continue;
		if (isTransient(sent) && await tries.next(sent)) continue;
		return isTransient(sent) && stop.aborted ? {
			code: "cancelled",
			signal: String(stop.reason)
		} : refusedBy(sent);
	}
}
const unstarted = (request) => ({
	type: "not-started",
	...fieldsOf(request, request.group.at)
});
async function findOurs({ reads, clock }, { group, to, began }, searches = SEARCHES) {
	for (let search = 1;; search++) {
		const ours = (await reads.refreshes(group).catch((thrown) => {
			problemIn(thrown);
			if (search >= searches) throw thrown;
			return [];
		})).find((each) => names$1(each, to) && (each.began ?? began) >= wholeSecond(began));
		if (ours || search >= searches) return ours?.id;
		await clock.sleep(SEARCH_PAUSE);
	}
}
const wholeSecond = (at) => Math.floor(at / 1e3) * 1e3;
function adopt({ clock, emit }, plan) {
	const { refresh, group, settings } = plan;
	const operation = foundActive(refresh, plan);
	const adopted = isActive(refresh.status) ? operation : {
		...operation,
		deadline: group.at + plan.timeout
	};
	emit({
		type: "underway",
		at: clock.now(),
		operation: adopted,
		settings,
		how: "adopted"
	});
	return adopted;
}
function adoptRollback({ clock, emit }, plan) {
	const { refresh, rollout, settings, group } = plan;
	const back = {
		...plan,
		from: rollout.to,
		to: rollout.from,
		isRollback: true,
		undoes: rollout
	};
	const isSecond = names$1(refresh, rollout.from);
	const second = foundActive(refresh, back);
	const isBegun = isSecond || isActive(refresh.status) || hasRollback(refresh.status);
	const limits = {
		began: group.at,
		deadline: group.at + plan.timeout
	};
	const begun = isSecond ? second : {
		...second,
		type: "native-rollback",
		...limits
	};
	const operation = isBegun ? begun : {
		...foundActive(refresh, {
			...plan,
			...rollout,
			group
		}),
		...limits
	};
	emit({
		type: "underway",
		at: clock.now(),
		operation,
		settings,
		how: "adopted",
		failure: plan.failure
	});
	return operation;
}
const foundActive = (refresh, request) => ({
	type: "refresh",
	refreshId: refresh.id,
	...fieldsOf(request, refresh.began ?? request.group.at),
	hadInstances: true
});
async function revert(context, plan) {
	const { reads, writes, clock, emit } = context;
	const { settings, group, refresh } = plan;
	const operation = reversal(plan);
	emit({
		type: "starting",
		at: clock.now(),
		operation,
		settings
	});
	const tries = triesToRollBack(context, settings.timeout);
	for (let isSent = false; !isSent;) try {
		const now = await reads.refresh(group.name, refresh.id);
		if (!now || !isActive(now.status)) return refusedBy(hasEnded(refresh));
		if (!isRollingBack(now.status)) await writes.rollbackRefresh(group.name);
		isSent = true;
	} catch (thrown) {
		const problem = problemIn(thrown);
		if (!isTransient(problem) || !await tries.next(problem)) return refusedBy(problem);
	}
	emit({
		type: "underway",
		at: clock.now(),
		operation,
		settings,
		how: "rollback"
	});
	return operation;
}
const hasEnded = ({ id, status }) => ({
	kind: "idle",
	operation: "RollbackInstanceRefresh",
	code: "HasEnded",
	message: `${id} is ${status}`
});
function adoptReversal({ clock, emit }, plan) {
	const { settings } = plan;
	const operation = reversal(plan);
	emit({
		type: "starting",
		at: clock.now(),
		operation,
		settings
	});
	emit({
		type: "underway",
		at: clock.now(),
		operation,
		settings,
		how: "adopted"
	});
	return operation;
}
const reversal = (plan) => ({
	type: "native-rollback",
	refreshId: plan.refresh.id,
	...fieldsOf(plan, plan.group.at)
});
function action_confirm({ clock, emit }, plan) {
	const operation = {
		type: "verify-only",
		...fieldsOf(plan, plan.group.at)
	};
	emit({
		type: "underway",
		at: clock.now(),
		operation,
		settings: plan.settings,
		how: "confirming"
	});
	return operation;
}
const fieldsOf = ({ group, from, to, settings, timeout, healthy, unjudged, isRollback, undoes }, began) => ({
	group: group.name,
	...group.mixed && { mixed: true },
	from,
	to,
	isRollback,
	targetGroups: group.targetGroups,
	unjudged,
	hadInstances: group.instances.some(isMember),
	baseline: healthy,
	began,
	deadline: began + timeout,
	...aliasFact(group),
	...formerFact(group, settings.run.id),
	...undoes && { undoes }
});
// src/rollout/execute/watch-rollback.ts
const unseenGroup = (thrown) => {
	problemIn(thrown);
};
async function watchRequested(context, { settings, whenSent }, of) {
	whenSent();
	const group = await context.reads.group(of.group).catch(unseenGroup);
	const began = group?.at ?? of.began;
	const operation = {
		...of,
		began,
		deadline: began + settings.timeout,
		baseline: Math.min(of.baseline, group?.desired ?? of.baseline)
	};
	context.emit({
		type: "underway",
		at: context.clock.now(),
		operation,
		settings,
		how: "rollback"
	});
	return watchRollback(context, operation, settings);
}
async function watchRollback(context, operation, settings) {
	const how = howOf(operation);
	const { verdict } = await watch(context, operation, settings);
	if (verdict.type === "arrived") return {
		how,
		end: "arrived"
	};
	const failure = verdict.failure;
	return {
		how,
		end: failure.code === "cancelled" || failure.code === "handed-over" || endedByFailedPolls(failure) ? "under-way" : "failed",
		failure
	};
}
const howOf = ({ type }) => type === "native-rollback" || type === "cancel" ? type : "new-refresh";
// src/rollout/execute/rollback-refresh.ts
async function startRollbackRefresh(context, attempt) {
	const { operation, settings } = attempt;
	announce(context, attempt, "new-refresh");
	const found = await context.reads.group(operation.group);
	if (!found) return refused$1("new-refresh", groupIsGone(operation.group));
	const group = withAliasTag(found, operation.aliasTag);
	const target = formerVersionsIn(group, operation);
	if ("code" in target) return {
		how: "new-refresh",
		end: "failed",
		failure: target
	};
	const targets = (await Promise.all(operation.targetGroups.map((arn) => context.reads.targets(arn)))).flat();
	await noteRollback(context, attempt, group);
	const tagged = await tagAliases(context, group, settings);
	const instances = await timedInstances(context.reads, group.instances, operation);
	const preferences = preferencesOf(instances, attempt);
	const { covered } = coverage(instances, operation.from, preferences);
	const back = await startRefresh(context, {
		group,
		from: operation.to,
		to: target,
		settings: {
			...settings,
			preferences
		},
		timeout: settings.timeout,
		healthy: capacityOf(covered.filter((each) => isHealthy(each, operation, targets))),
		unjudged: operation.unjudged,
		isRollback: true,
		undoes: {
			...rolloutFrom(operation),
			...tagged
		}
	});
	if ("code" in back) return {
		how: "new-refresh",
		end: "failed",
		failure: back,
		...tagged
	};
	attempt.whenSent();
	return {
		...await watchRollback(context, back, {
			...settings,
			preferences
		}),
		...tagged
	};
}
function preferencesOf(instances, { operation, settings: { preferences } }) {
	const scaleInProtectedInstances = protectionFor(instances, operation, preferences.scaleInProtectedInstances);
	return {
		...preferences,
		skipMatching: true,
		autoRollback: false,
		bakeTime: 0,
		scaleInProtectedInstances
	};
}
const groupIsGone = (group) => ({
	kind: "missing",
	operation: "DescribeAutoScalingGroups",
	code: "NotFound",
	message: group
});
function formerVersionsIn({ templates }, { from }) {
	const named = [...new Set(templates.map(({ id }) => id))];
	const known = from.templates.filter(({ id }) => named.includes(id));
	return known.length > 0 && known.length === named.length ? { templates: known } : {
		code: "aws-failed",
		reason: "moved-away",
		ids: named
	};
}
const NOTE_LIMIT = 1e4;
async function noteRollback(context, { operation, failure, settings, noted }, now) {
	const { group, refreshId: undoes } = operation;
	const versions = operation.from.templates.map(({ version }) => version);
	if (versions.length === 0 || noted.has(undoes)) return;
	const origin = originOf$1(settings, now ?? { at: operation.deadline }, settings.timeout);
	const value = rollbackNote({
		versions,
		failureCode: failure.code,
		undoes,
		...origin
	});
	if (await withDeadline(context.clock, NOTE_LIMIT, (over) => withRetries(context, "note").writes.within(over).noteRollback(group, value)).catch(problemIn) === void 0) noted.add(undoes);
}
async function tagAliases(context, group, settings) {
	const aliasTag = aliasTagFor(group, originOf$1(settings, group, settings.timeout));
	if (aliasTag === void 0) return {};
	await withRetries(context, "note").writes.tagAlias(group.name, aliasTag).catch(problemIn);
	return { aliasTag };
}
// src/rollout/execute/replace-protected.ts
async function replaceProtected(given, operation, { failed: { failure, settings }, result }) {
	const { undoes, ...base } = operation;
	if (base.type !== "native-rollback" || !undoes || !isLeftOver(result)) return result;
	if (actionAfter(failure, settings) !== "rollback") return result;
	const context = withRetries(given, "finalSteps");
	const attempt = {
		failure,
		settings,
		operation: {
			...base,
			...undoes,
			type: "refresh"
		},
		action: "rollback",
		now: void 0
	};
	try {
		const found = (await context.reads.group(operation.group))?.instances ?? [];
		const instances = await timedInstances(context.reads, found, undoes);
		if (!(keptByProtection(instances, undoes).length > 0) || protectionFor(instances, undoes, "Ignore") !== "Refresh") return result;
		return await startRollbackRefresh(context, {
			...attempt,
			announced: /* @__PURE__ */ new Set(),
			noted: /* @__PURE__ */ new Set(),
			whenSent: () => {}
		});
	} catch (thrown) {
		return refused$1("new-refresh", problemIn(thrown));
	}
}
const isLeftOver = ({ failure }) => failure !== void 0 && (isAwsFailed(failure, "protected-left") || failure.code === "rollback-failed");
// src/rollout/execute/roll-back.ts
const nothingUndone = {
	how: "leave",
	end: "none"
};
async function rollBack(context, operation, { failure, settings, whenSent = () => {} }) {
	if (endedByFailedPolls(failure) || operation.type === "verify-only") return nothingUndone;
	if (operation.type !== "refresh") return failure.code === "cancelled" ? {
		how: howOf(operation),
		end: "under-way"
	} : nothingUndone;
	const action = actionAfter(failure, settings);
	const announced = /* @__PURE__ */ new Set();
	const noted = /* @__PURE__ */ new Set();
	const tries = triesToRollBack(context, settings.timeout);
	for (;;) try {
		return await undo(context, {
			operation,
			failure,
			settings,
			action,
			now: await findRefresh(context, operation),
			announced,
			noted,
			whenSent
		}) ?? nothingUndone;
	} catch (thrown) {
		const problem = problemIn(thrown);
		if (!(isTransient(problem) || problem.kind === "idle") || !await tries.next(problem)) return refused$1(action === "leave" ? "leave" : "native-rollback", problem);
	}
}
const POLLS = 3;
const PAUSE$1 = 2500;
async function findRefresh({ reads, clock }, { group, refreshId }) {
	for (let poll = 1;; poll++) {
		const found = await reads.refresh(group, refreshId);
		if (found || poll === POLLS) return found;
		await clock.sleep(PAUSE$1);
	}
}
async function undo(context, attempt) {
	const { action, now, operation } = attempt;
	const status = now?.status ?? "NotListed";
	if (isRollbackFailed(status)) return void 0;
	if (hasRollback(status)) return watchNative(context, attempt);
	if (action === "leave") return void 0;
	if (action === "cancel" && hasCancel(status)) return watchRequested(context, attempt, cancellationOf(operation));
	if (isCancelling(status)) return cancelThenReplace(context, attempt);
	if (isActive(status)) return action === "cancel" ? cancel$1(context, attempt) : rollBackNatively(context, attempt);
	const isWorthIt = !isSuccessful(status) || attempt.failure.code === "below-minimum";
	return action === "rollback" && isWorthIt && changesVersions(operation) ? startRollbackRefresh(context, attempt) : void 0;
}
async function watchNative(context, attempt) {
	const rollback = nativeRollbackOf(attempt.operation);
	return replaceProtected(context, rollback, {
		failed: attempt,
		result: await watchRequested(context, attempt, rollback)
	});
}
async function rollBackNatively(context, attempt) {
	const { operation } = attempt;
	announce(context, attempt, "native-rollback");
	try {
		await context.writes.rollbackRefresh(operation.group);
	} catch (thrown) {
		const problem = problemIn(thrown);
		if (isTransient(problem)) throw thrown;
		const now = await context.reads.refresh(operation.group, operation.refreshId);
		if (now && hasRollback(now.status)) return watchNative(context, attempt);
		if (now && isActive(now.status) && isRefusal(problem)) return cancelThenReplace(context, attempt);
		if (problem.kind === "idle") throw thrown;
		return refused$1("native-rollback", problem);
	}
	return watchNative(context, attempt);
}
const isRefusal = ({ kind }) => kind === "irreversible" || kind === "rejected" || kind === "idle";
async function cancel$1(context, attempt, before) {
	announce(context, attempt, "cancel");
	await cancelRefresh(context, attempt.operation.group, before);
	return watchRequested(context, attempt, cancellationOf(attempt.operation));
}
async function cancelThenReplace(context, attempt) {
	const cancelled = attempt.now !== void 0 && isCancelling(attempt.now.status) ? await watchRequested(context, attempt, cancellationOf(attempt.operation)) : await cancel$1(context, attempt, (now) => noteRollback(context, attempt, now));
	return cancelled.end === "arrived" ? startRollbackRefresh(context, attempt) : cancelled;
}
// src/rollout/execute/outcomes.ts
function refusal$2({ code, findings, fleetStatus }, { hasCancelled } = { hasCancelled: false }, stop) {
	if (stop?.aborted && code === "lost-contact") return unchangedBy({
		code: "cancelled",
		signal: String(stop.reason)
	}, fleetStatus);
	return hasCancelled ? unchangedBy({
		code,
		reason: "refused-later",
		findings
	}, fleetStatus) : {
		type: "refused",
		code,
		findings,
		fleetStatus
	};
}
function refusedLater(context, { code, findings }, left) {
	const failure = context.stop.aborted && code === "lost-contact" ? {
		code: "cancelled",
		signal: String(context.stop.reason)
	} : {
		code,
		reason: "refused-later",
		findings
	};
	return notStarted(context, {
		...left,
		failure
	});
}
async function deleteUnused(context, { plan: before, to }, next) {
	if (next.action !== "nothing" && next.action !== "roll") return;
	const targets = next.action === "roll" ? next.changes.map((change) => change.to) : next.to.templates;
	if (!to.templates.every((made) => targets.some(({ id, version }) => made.id === id && made.version === version))) await withoutFailed(context, notBegun(before, to));
}
const unchangedBy = (failure, fleetStatus) => ({
	type: kindOf(failure),
	failure,
	rollback: nothingUndone,
	fleetStatus,
	replaced: 0
});
async function unresolved(context, { failure, attempt, settings }) {
	const begun = attempt.overtaken ?? attempt.left;
	if (begun) return notStarted(context, {
		...begun,
		failure
	});
	if (endedByFailedPolls(failure)) return unchangedBy(failure, unknownFleet);
	const now = withoutParameters(await survey(context, settings), settings);
	return unchangedBy(failure, fleetBefore(now.survey, settings));
}
async function notStarted(context, { plan: decided, failure, to }) {
	if (!endedByFailedPolls(failure)) await endClaim(context, decided.group.name, decided.settings.run);
	return failed$1(context, {
		...notBegun(decided, to),
		failure
	});
}
const notBegun = (decided, to) => ({
	rollout: rolloutOfPlan(decided, to),
	settings: decided.settings,
	rollback: nothingUndone,
	replaced: 0
});
const rolloutOfPlan = ({ group, from, isRollback, settings }, to) => ({
	group: group.name,
	...group.mixed && { mixed: true },
	from,
	to,
	isRollback,
	...aliasFact(group),
	...formerFact(group, settings.run.id)
});
const existingTargets = (decided) => decided.action === "roll" ? newIn(decided, revisionOf(readyTargets(decided.changes))) : revisionOf([]);
function newIn(decided, to, { at, instances } = decided.group) {
	if (decided.action !== "roll" || !decided.since) return to;
	const knownBefore = /* @__PURE__ */ new Set([...decided.since.knownBefore, ...instances.map(({ id }) => id)]);
	return {
		...to,
		since: {
			began: at,
			knownBefore: [...knownBefore]
		}
	};
}
async function failed$1(context, end) {
	const { rollout, failure, rollback, replaced } = end;
	if (rollback.end !== "under-way" && !endedByFailedPolls(failure) && failure.code !== "handed-over") {
		const { aliasTag = rollout.aliasTag } = rollback;
		const to = await withoutFailed(context, end);
		await restoreAliases(context, {
			rollout: {
				...rollout,
				to,
				...aliasTag !== void 0 && { aliasTag }
			},
			proven: rollout.from.templates
		});
	}
	if (end.operation) reportMovedVersion(context, rollout);
	const now = await readFleetStatus(endedByFailedPolls(failure) ? context.reads : retryingReads(context, "finalSteps"), end);
	return {
		type: kindOf(failure),
		failure,
		rollback,
		fleetStatus: {
			...now,
			byHand: commandsByHand(end, rollback.failure ?? failure, now)
		},
		replaced
	};
}
async function withoutFailed(context, end) {
	const { rollout, operation, rollback, settings } = end;
	const isRolledBack = rollback.end === "arrived" && rollback.how !== "cancel";
	if (settings.failedVersion === "keep" || operation && !isRolledBack) return rollout.to;
	const { deleteFailedVersions } = await __nccwpck_require__.e(/* import() */ 186).then(__nccwpck_require__.bind(__nccwpck_require__, 7186));
	const refresh = operation && refreshIdOf(operation);
	const gone = await deleteFailedVersions(context, {
		group: rollout.group,
		templates: [...new Set([...rollout.from.templates, ...rollout.to.templates].map(({ id }) => id))],
		rollout: {
			run: settings.run.id,
			to: rollout.isRollback ? [] : rollout.to.templates,
			isRolledBack,
			...refresh !== void 0 && { refresh }
		}
	});
	const isGone = ({ id, version }) => gone.some((each) => each.id === id && each.version === version);
	return { templates: rollout.to.templates.filter((each) => !isGone(each)) };
}
const kindOf = ({ code }) => code === "cancelled" ? "cancelled" : "failed";
async function succeeded(context, end) {
	const { operation, watched } = end;
	const now = await readFleetStatus(retryingReads(context, "finalSteps"), {
		...end,
		rollout: operation
	});
	const { last } = watched;
	const fleetStatus = {
		...now.fleet === "unknown" && last ? fleetStatusSeen(last, operation, end.settings) : now,
		withoutTraffic: last ? keptFromTraffic(last.instances, last.targets) : []
	};
	reportLeftovers(context, {
		operation,
		fleetStatus,
		watched
	});
	return operation.type === "verify-only" ? {
		type: "unchanged",
		fleetStatus
	} : {
		type: "succeeded",
		fleetStatus,
		replaced: watched.reached
	};
}
// src/rollout/execute/claim.ts
async function noteRollout({ writes, clock, emit }, { group, note }, plan) {
	const operation = unstarted({
		...plan,
		to: existingTargets(plan)
	});
	emit({
		type: "claiming",
		at: clock.now(),
		operation,
		settings: plan.settings
	});
	try {
		const text = lastRolloutText(note);
		await writes.noteRollout(group, text);
		emit({
			type: "noted",
			at: clock.now(),
			versions: note.to
		});
		return {
			...plan.group,
			tags: new Map([...plan.group.tags, [LAST_TAG, text]])
		};
	} catch (thrown) {
		return refusedBy(problemIn(thrown));
	}
}
const READS = 4;
const PAUSE = 2500;
async function confirmStart({ reads, clock }, saved, { group, run }) {
	for (let tries = READS;; tries--) {
		const now = await reads.group(group.name).catch(problemIn);
		if (now === void 0) return {
			code: "conflict",
			reason: "moved",
			saved: []
		};
		if ("kind" in now) return refusedBy(now);
		const other = claimOfOther(lastRolloutOf(now), {
			run: run.id,
			now: now.at
		});
		if (other) return {
			code: "conflict",
			reason: "claimed",
			run: other.run
		};
		if (saved.every(({ id, version }) => now.templates.some((each) => each.id === id && each.version === String(version)))) return {
			...now,
			tags: group.tags
		};
		if (tries <= 1) return {
			code: "conflict",
			reason: "moved",
			saved: now.templates.map(({ version }) => version)
		};
		await clock.sleep(PAUSE);
	}
}
const isKnownByTag = (plan) => plan.action === "roll" && plan.steps.some(({ type }) => type === "note-rollout") && plan.changes.every(({ to }) => markerIn(to.description)?.run !== plan.settings.run.id);
async function nameRefreshInTags(context, { steps, hasNewVersion }, { group, refreshId }) {
	const { writes } = withRetries(context, "note");
	const aliasTag = hasNewVersion ? void 0 : steps.find((step) => step.type === "pin-group")?.aliasTag;
	const note = steps.find((step) => step.type === "note-rollout")?.note;
	if (note) await writes.noteRollout(group, lastRolloutText({
		...note,
		refresh: refreshId
	})).catch(problemIn);
	if (aliasTag !== void 0) await writes.tagAlias(group, withRefresh(aliasTag, refreshId)).catch(problemIn);
}
// src/rollout/execute/evidence.ts
const MOST_EC2_INSTANCES = 20;
async function gatherEvidence(reads, operation, { failure, watched }) {
	const blamed = suspectInstances(failure, watched, operation);
	const some = blamed.slice(0, MOST_EC2_INSTANCES);
	const serving = watched.last?.instances.filter(isInService).map(({ id }) => id) ?? [];
	const gone = some.filter((id) => !serving.includes(id));
	const [launches, causes, ec2Instances, console] = await Promise.all([
		reads.launches(operation.group, operation.began).catch(nothing),
		gone.length > 0 ? reads.causes(operation.group, gone).catch(nothing) : void 0,
		some.length > 0 ? reads.ec2Instances(some).catch(nothing) : void 0,
		consoleOf(reads, blamed[0])
	]);
	return {
		launches: grouped((launches?.failed ?? watched.failedLaunches).map(({ message }) => message)),
		causes: grouped(causes ?? []),
		instances: some.map((id) => ({
			id,
			facts: factsOf$1(id, {
				failure,
				watched,
				ec2Instances
			})
		})).filter(({ facts }) => !facts.every(isInOrder)),
		...console
	};
}
function factsOf$1(id, { failure, watched: { last, checks }, ec2Instances }) {
	const member = last?.instances.find((each) => each.id === id);
	const known = checks.get(id);
	const finding = "verified" in failure ? failure.verified.on : void 0;
	return [
		...member ? [memberFact(member)] : [],
		...ec2Instances ? [ec2Fact(ec2Instances.get(id))] : [],
		...known ? [checksFact(known.status)] : [],
		...targetFacts((last?.targets ?? []).filter(({ instance }) => instance === id)),
		...finding?.instance === id ? [{
			type: "script",
			finding
		}] : []
	];
}
async function consoleOf(reads, instance) {
	const lines = instance === void 0 ? void 0 : await reads.console(instance).catch(nothing);
	return instance !== void 0 && lines && lines.length > 0 ? { console: {
		instance,
		lines
	} } : {};
}
const nothing = (thrown) => {
	problemIn(thrown);
};
function suspectInstances(failure, { newInstances, last }, { to }) {
	if ("instances" in failure) return failure.instances;
	if ("instance" in failure) return [failure.instance];
	if ("verified" in failure && failure.verified.on) return [failure.verified.on.instance];
	if ("short" in failure && failure.short.length > 0) return [...new Set(failure.short.flatMap(({ instances }) => instances))];
	const lost = newInstances.lost.map(({ id }) => id);
	const present = last?.instances.filter((each) => runs(each, to)).map(({ id }) => id) ?? [];
	return failure.code === "cancelled" || endedByFailedPolls(failure) ? [] : [.../* @__PURE__ */ new Set([...lost, ...present])];
}
const EVIDENCE_LIMIT = 5e3;
const reportEvidence = (context, operation, found) => report(context, (reads) => gatherEvidence(reads, operation, found));
const reportTrialConsole = (context, instance) => report(context, async (reads) => ({
	launches: [],
	causes: [],
	instances: [],
	...await consoleOf(reads, instance)
}));
async function report({ reads, clock, emit }, gather) {
	const evidence = await withDeadline(clock, EVIDENCE_LIMIT, (over) => gather(reads.within(over)));
	emit({
		type: "evidence",
		at: clock.now(),
		evidence
	});
}
// src/rollout/execute/hand-over.ts
async function endHandedOver(context, end) {
	const { operation, settings, failure } = end;
	await note(context, {
		rollout: rolloutOf(operation),
		settings,
		refresh: failure.refreshId,
		until: operation.deadline
	});
	return failed$1(context, {
		...end,
		rollout: operation,
		rollback: nothingUndone
	});
}
async function withHandOver(context, end) {
	const { rollback, failure, rollout, settings } = end;
	const { failure: ending } = rollback;
	if (ending?.code !== "handed-over") return end;
	const { code } = failure;
	await note(context, {
		rollout,
		settings,
		refresh: ending.refreshId,
		failureCode: code,
		until: context.clock.now() + settings.timeout
	});
	return {
		...end,
		failure: {
			...ending,
			original: {
				code,
				sentence: rowOf(failure).sentence
			}
		}
	};
}
async function note(context, { rollout, settings, ...more }) {
	const { run, attempt: number } = settings;
	const numbers = ({ templates }) => templates.map(({ version }) => version);
	const { clock, emit } = context;
	const value = handOverNote({
		run: run.id,
		attempt: number,
		from: numbers(rollout.from),
		to: numbers(rollout.to),
		...more
	});
	const { writes } = withRetries(context, "finalSteps");
	const command = tagCommand(rollout.group, HAND_OVER_TAG, value);
	const finalStep = await attempt$1({
		what: "hand-over",
		command,
		async work() {
			await writes.noteHandOver(rollout.group, value);
			return {
				what: "hand-over",
				did: "noted",
				refreshId: more.refresh
			};
		}
	});
	for (const each of finalStep ? [finalStep].flat() : []) emit({
		type: "final-step",
		at: clock.now(),
		finalStep: each
	});
}
async function forgetHandOver(context, plan, outcome) {
	if (context.stop.aborted || !("settings" in plan)) return;
	const { group, settings } = plan;
	const note = handedOverBy(settings.run, group.tags.get(HAND_OVER_TAG));
	const isOver = !("failure" in outcome) || outcome.failure.code !== "handed-over" && !endedByFailedPolls(outcome.failure);
	if (!note || !isOver) return;
	const problem = await withRetries(context, "note").writes.forgetHandOver(group.name).catch(problemIn);
	const finalStep = {
		what: "hand-over",
		did: "forgotten",
		refreshId: note.refresh
	};
	if (!problem) context.emit({
		type: "final-step",
		at: context.clock.now(),
		finalStep
	});
}
// src/rollout/execute/lost-race.ts
async function raceLost(context, group, failure) {
	if (failure.code !== "aws-failed" || failure.reason !== "refused" || failure.problem.kind !== "rejected") return void 0;
	if (!(await retryingReads(context, "prepare").refreshes(group).catch(unseen))?.find(({ status }) => isActive(status))) return void 0;
	const { operation, message } = failure.problem;
	return refusedBy({
		kind: "conflict",
		operation,
		code: "InstanceRefreshInProgress",
		message
	});
}
const unseen = (thrown) => {
	problemIn(thrown);
};
// src/rollout/execute/create-version.ts
async function createVersion(context, { version: planned, replaces }, { run, since, ...origin }) {
	const { clock, emit } = context;
	const { image } = planned;
	const { source } = origin;
	emit({
		type: replaces ? "pinning-image" : "preparing",
		at: clock.now(),
		source,
		image
	});
	try {
		const made = await makeVersion(context, draftOf(planned, origin, run), since);
		emit(replaces ? {
			type: "pinned-image",
			at: clock.now(),
			version: made
		} : {
			type: "prepared",
			at: clock.now(),
			to: made,
			how: "made"
		});
		const differences = alterations(source.data, made.data);
		return differences.length > 0 || made.image !== image ? {
			code: "aws-failed",
			reason: "altered",
			differences
		} : made;
	} catch (thrown) {
		return refusedBy(problemIn(thrown));
	}
}
const SECOND = 1e3;
async function makeVersion(context, draft, since) {
	const { writes } = context;
	for (let token = draft.token, former = 0;; token = `${draft.token}-${former}`) {
		const { version, created } = await writes.makeVersion({
			...draft,
			token
		});
		const made = await readBack(context, draft.template, version);
		if (made) return made;
		if (created >= since - SECOND || version === former) throw notListed(draft.template, version);
		former = version;
	}
}
async function readBack({ reads, clock }, template, version) {
	for (let tries = 5; tries > 0; tries--) {
		const made = await reads.version(template, version);
		if (made) return made;
		await clock.sleep(2e3);
	}
}
const notListed = (template, version) => new AwsProblem({
	kind: "missing",
	operation: "DescribeLaunchTemplateVersions",
	code: "NotListed",
	message: `version ${version} of ${template} was made but is not listed`
});
// src/rollout/execute/pin-group.ts
async function noteRollbackTarget({ writes, clock, emit }, { group, versions: targets, note }) {
	const versions = targets.map(({ version }) => version);
	try {
		await writes.noteRollback(group, note);
		emit({
			type: "noted",
			at: clock.now(),
			versions
		});
		return;
	} catch (thrown) {
		return refusedBy(problemIn(thrown));
	}
}
async function pinGroup(context, { pins: planned, aliasTag }, { group, bindings }) {
	const { writes, clock, emit } = context;
	const pins = planned.map((pin) => pinned$1(pin, bindings));
	try {
		if (aliasTag !== void 0) await writes.tagAlias(group.name, aliasTag);
		emit({
			type: "pinning",
			at: clock.now(),
			pins,
			hasTagged: aliasTag !== void 0
		});
		await writes.saveVersions(group, pins);
		emit({
			type: "pinned",
			at: clock.now(),
			pins
		});
		return {
			...pins.some((pin) => "parameter" in pin) ? await shownWith(context, group.name, pins) : group,
			tags: aliasTag === void 0 ? group.tags : new Map([...group.tags, [ALIAS_TAG, aliasTag]])
		};
	} catch (thrown) {
		return refusedBy(problemIn(thrown));
	}
}
function pinned$1(pin, bindings) {
	if ("alias" in pin) {
		const { id, name, version } = pin.version;
		return {
			id,
			name,
			version,
			alias: pin.alias
		};
	}
	const { id, name, version, image } = resolve$1(bindings, pin.version);
	return "former" in pin ? {
		id,
		name,
		version,
		former: pin.former
	} : {
		id,
		name,
		version,
		parameter: pin.parameter,
		image
	};
}
async function shownWith({ reads, clock }, name, pins) {
	for (let tries = 5; tries > 0; tries--) {
		const group = await reads.group(name);
		const shows = ({ id, version }) => group?.templates.some((saved) => saved.id === id && saved.version === String(version));
		if (group && pins.every(shows)) return group;
		await clock.sleep(2e3);
	}
	throw new AwsProblem({
		kind: "missing",
		operation: "DescribeAutoScalingGroups",
		code: "NotListed",
		message: `${name} was pinned to ${pins.map(({ id, version }) => `version ${version} of ${id}`).join(", ")} but is not listed with it`
	});
}
// src/rollout/execute/prepare.ts
async function prepare(context, step, { plan, state }) {
	const { clock, emit } = context;
	const { bindings, group } = state;
	switch (step.type) {
		case "note-rollout": {
			const noted = await noteRollout(context, step, {
				...withBindings(plan, bindings),
				group
			});
			return "code" in noted ? noted : {
				...state,
				group: noted
			};
		}
		case "note-rollback-target": return await noteRollbackTarget(context, step) ?? state;
		case "use-version":
			emit({
				type: "prepared",
				at: clock.now(),
				to: resolve$1(bindings, step.version),
				how: "existing"
			});
			return state;
		case "create-version": {
			const { source, before } = step.version;
			const made = await createVersion(context, step, {
				source: resolve$1(bindings, source),
				...before && { before: resolve$1(bindings, before) },
				run: plan.settings.run,
				since: group.at
			});
			return "code" in made ? made : {
				...state,
				bindings: bind(bindings, step.version, made)
			};
		}
		case "confirm-start": {
			const saved = resolveAll(bindings, step.saved).templates;
			const confirmed = await confirmStart(context, saved, {
				group,
				run: plan.settings.run
			});
			return "code" in confirmed ? confirmed : {
				...state,
				group: confirmed
			};
		}
		case "pin-group": {
			const pinned = await pinGroup(context, step, {
				group,
				bindings
			});
			if ("code" in pinned) return pinned;
			announceNumbers(context, plan, bindings);
			return {
				...state,
				group: pinned
			};
		}
	}
}
function announceNumbers({ clock, emit }, plan, bindings) {
	const bound = withBindings(plan, bindings);
	if (bound.from.templates.some(({ version }, i) => version !== plan.from.templates[i]?.version)) emit({
		type: "planned",
		at: clock.now(),
		plan: bound
	});
}
// src/rollout/execute/resume-rollback.ts
async function resumeRollback(context, plan) {
	const { rollout, failure, settings } = plan;
	const operation = adoptRollback(context, plan);
	return failed$1(context, await withHandOver(context, {
		rollout,
		operation,
		settings,
		failure,
		rollback: operation.type !== "refresh" || operation.undoes !== void 0 ? await replaceProtected(context, operation, {
			failed: {
				failure,
				settings
			},
			result: await watchRollback(context, operation, settings)
		}) : await rollBack(context, operation, {
			failure,
			settings
		}),
		replaced: 0
	}));
}
// src/rollout/execute/execute.ts
async function execute(context, plan, tried = []) {
	if (plan.action === "resume-rollback") return done(await resumeRollback(context, plan));
	let state = {
		group: plan.group,
		bindings: /* @__PURE__ */ new Map(),
		tried
	};
	for (const step of plan.steps) {
		const after = await executeStep(context, step, {
			plan,
			state
		});
		if ("type" in after) return after;
		state = after;
	}
	const { operation, watched } = state;
	if (!operation || !watched) throw new Error(`a plan to ${plan.action} has no operation`);
	return done(await succeeded(context, {
		operation,
		settings: plan.settings,
		watched
	}));
}
const done = (outcome) => ({
	type: "done",
	outcome
});
async function executeStep(context, step, progress) {
	switch (step.type) {
		case "note-rollout":
		case "note-rollback-target":
		case "use-version":
		case "create-version":
		case "pin-group":
		case "confirm-start": {
			const prepared = context.stop.aborted ? cancelled$1(context) : await prepare(withRetries(context, "prepare"), step, progress);
			return "code" in prepared ? stopOrYield(context, withTriedTag(progress, step), prepared) : prepared;
		}
		case "trial": return tryVersions(context, step, progress);
		case "end-trials":
			await (await __nccwpck_require__.e(/* import() */ 370).then(__nccwpck_require__.bind(__nccwpck_require__, 8370))).endTrials(context, step.instances);
			return progress.state;
		case "start-refresh": return startOperation(context, step, progress);
		case "roll-back-refresh": return revertRefresh(context, progress);
		case "watch":
		case "verify-fleet": return watchOperation(context, progress);
		case "set-default-version":
		case "delete-failed-versions":
		case "restore-aliases":
		case "set-parameter":
		case "delete-old-versions":
		case "archive-images": return runFinalStep(context, step, progress);
		case "cancel-refresh":
		case "wait-for-refresh": throw new Error(`${step.type} is no step of a plan to ${progress.plan.action}`);
	}
}
function withTriedTag({ plan, state }, step) {
	const tag = step.type === "pin-group" ? step.aliasTag : void 0;
	return {
		plan,
		state: tag === void 0 ? state : {
			...state,
			group: withAliasTag(state.group, tag)
		}
	};
}
async function stopOrYield(context, progress, failure) {
	const { plan, state } = progress;
	const conflict = await raceLost(context, plan.group.name, failure);
	if (!conflict) return done(await stoppedBefore(context, progress, { failure: orCancelled(context, failure) }));
	return {
		type: "overtaken",
		plan: {
			...withBindings(plan, state.bindings),
			group: state.group
		},
		failure: conflict,
		to: existingTargets(plan),
		tried: state.tried
	};
}
const cancelled$1 = ({ stop }) => ({
	code: "cancelled",
	signal: String(stop.reason)
});
const orCancelled = (context, failure) => context.stop.aborted && failure.code === "lost-contact" ? cancelled$1(context) : failure;
const stoppedBefore = (context, { plan, state }, { failure, to }) => {
	return notStarted(context, {
		plan: {
			...withBindings(plan, state.bindings),
			group: state.group
		},
		failure,
		to: to ?? existingTargets(plan)
	});
};
async function tryVersions(context, step, progress) {
	const { plan, state } = progress;
	const versions = step.versions.map((each) => ({
		...each,
		version: resolve$1(state.bindings, each.version)
	}));
	const { tried } = state;
	const untried = versions.filter(({ version: { id, version } }) => tried.every((each) => each.id !== id || each.version !== version));
	if (untried.length === 0) {
		const trial = {
			did: "skipped",
			versions: versions.map(({ version }) => version.version)
		};
		context.emit({
			type: "trial",
			at: context.clock.now(),
			trial
		});
		return state;
	}
	const bound = {
		...withBindings(plan, state.bindings),
		group: state.group
	};
	const { runTrial } = await __nccwpck_require__.e(/* import() */ 239).then(__nccwpck_require__.bind(__nccwpck_require__, 3239));
	const failure = await runTrial(context, step, {
		plan: bound,
		versions: untried
	});
	const to = resolveAll(state.bindings, step.versions.map(({ version }) => version));
	return failure ? done(await stoppedBefore(context, progress, {
		failure: orCancelled(context, failure),
		to
	})) : {
		...state,
		tried: [...tried, ...untried.map(({ version }) => version)]
	};
}
async function startOperation(context, { to }, progress) {
	const { plan, state } = progress;
	if (context.stop.aborted) return done(await stoppedBefore(context, progress, { failure: cancelled$1(context) }));
	const ready = newIn(plan, resolveAll(state.bindings, to), state.group);
	const bound = withBindings(plan, state.bindings);
	const hasNewVersion = state.bindings.size > 0;
	const started = await startRefresh(context, {
		...bound,
		group: state.group,
		to: ready,
		hasNewVersion,
		isClaimed: isKnownByTag(plan)
	});
	if (!("code" in started)) {
		await nameRefreshInTags(context, {
			steps: plan.steps,
			hasNewVersion
		}, started);
		return {
			...state,
			operation: started
		};
	}
	return started.code === "conflict" ? {
		type: "overtaken",
		plan: {
			...bound,
			group: state.group
		},
		failure: started,
		to: ready,
		tried: state.tried
	} : done(await stoppedBefore(context, progress, {
		failure: started,
		to: ready
	}));
}
async function revertRefresh(context, progress) {
	const { plan, state } = progress;
	if (plan.action !== "revert") throw new Error(`roll-back-refresh is no step of a plan to ${plan.action}`);
	const reverted = await revert(context, plan);
	if (!("code" in reverted)) return {
		...state,
		operation: reverted
	};
	if (reverted.code === "lost-contact" || reverted.code === "credentials-expired") return done(await stoppedBefore(context, progress, {
		failure: orCancelled(context, reverted),
		to: plan.to
	}));
	const { findings, fleetStatus, group, refresh } = plan;
	return {
		type: "conflict",
		conflict: {
			action: "replace",
			findings,
			fleetStatus,
			group,
			refresh,
			steps: stepsToResolve("replace", group.name, refresh.id)
		}
	};
}
async function watchOperation(context, { plan, state }) {
	const { settings } = plan;
	const operation = state.operation ?? operationToWatch(context, plan, state);
	const { verdict, watchState: watched } = await watch(context, operation, settings);
	const replaced = operation.type === "verify-only" ? 0 : watched.reached;
	if (verdict.type === "arrived") {
		const versions = await goneVersions(retryingReads(context, "finalSteps"), operation);
		if (versions.length === 0) return {
			...state,
			operation,
			watched
		};
		return done(await failed$1(context, {
			rollout: operation,
			operation,
			settings,
			failure: {
				code: "aws-failed",
				reason: "version-gone",
				versions
			},
			rollback: nothingUndone,
			replaced
		}));
	}
	const failure = verdict.failure;
	if (failure.code === "handed-over") return done(await endHandedOver(context, {
		operation,
		settings,
		failure,
		replaced
	}));
	const isExamined = failure.code !== "cancelled" && !endedByFailedPolls(failure);
	let evidence;
	const whenSent = () => {
		if (isExamined) evidence ??= reportEvidence(context, operation, {
			failure,
			watched
		});
	};
	const rollback = await rollBack(context, operation, {
		failure,
		settings,
		whenSent
	});
	whenSent();
	await evidence;
	return done(await failed$1(context, await withHandOver(context, {
		rollout: operation,
		operation,
		settings,
		failure,
		rollback,
		replaced
	})));
}
function operationToWatch(context, plan, { bindings, group }) {
	const bound = {
		...withBindings(plan, bindings),
		group
	};
	if (bound.action === "nothing") return action_confirm(context, bound);
	if (bound.action === "adopt") return adopt(context, bound);
	if (bound.action === "revert") return adoptReversal(context, bound);
	throw new Error(`a plan to ${plan.action} has begun no operation`);
}
async function runFinalStep(context, step, progress) {
	const { operation } = progress.state;
	if (!operation) throw new Error(`${step.type} comes before the operation`);
	await finalStep(context, step, {
		rollout: operation,
		proven: operation.to.templates
	});
	return progress.state;
}
// src/rollout/execute/resolve-conflict.ts
const POLL_LIMIT = 4e4;
async function resolveConflict(context, conflict, time) {
	for (const step of conflict.steps) {
		const failure = step.type === "note-rollback-target" ? await noteRollbackTarget(context, step) : void 0;
		if (failure) return failure;
	}
	const resolution = conflict.action === "replace" ? await cancel(context, conflict) : "ended";
	return typeof resolution === "string" ? await waitFor(context, conflict, time) ?? resolution : resolution;
}
async function cancel(context, { group, refresh }) {
	const { reads, stop } = context;
	const tries = triesFor(context, "resolve");
	for (let resolution = "ended";;) {
		if (stop.aborted) return resolution;
		try {
			const now = await reads.refresh(group.name, refresh.id);
			if (!now || !isActive(now.status) || isCancelling(now.status)) return resolution;
			await cancelRefresh(context, group.name);
			return "cancelled";
		} catch (thrown) {
			const problem = problemIn(thrown);
			if (problem.kind === "idle") return resolution;
			if (problem.kind === "lost") resolution = "cancelled";
			if (!isTransient(problem) || !await tries.next(problem)) return refusedBy(problem);
		}
	}
}
async function waitFor({ reads, clock, stop, emit }, { refresh, group }, { pause, limit, until }) {
	for (let failedPolls = 0;;) {
		if (stop.aborted) return {
			code: "cancelled",
			signal: String(stop.reason)
		};
		try {
			const now = await withDeadline(clock, POLL_LIMIT, (over) => reads.within(over).refresh(group.name, refresh.id));
			if (!now || !isActive(now.status)) return void 0;
			emit({
				type: "waiting",
				at: clock.now(),
				refresh: now
			});
			if (clock.now() >= until) return overdue(limit, now);
			failedPolls = 0;
		} catch (thrown) {
			const problem = problemIn(thrown);
			failedPolls += 1;
			if (failedPolls >= mostFailedPolls(problem) || clock.now() >= until) return tooManyFailedPolls({
				polls: failedPolls,
				since: group.at,
				problem
			});
		}
		await clock.sleep(Math.max(1e3, Math.min(pause, until - clock.now())), stop);
	}
}
const overdue = (limit, { status, percent }) => ({
	code: "timeout",
	reason: "unfinished",
	limitMs: limit,
	status,
	...percent === void 0 ? {} : { percent }
});
// src/rollout/run.ts
const LONGEST_WAIT = 216e5;
async function run(context, settings) {
	let attempt = begin(context, settings);
	for (;;) {
		const next = await surveyAndPlan(context, settings, attempt.aliasTag);
		if (attempt.overtaken && !isConflict(next)) return notStarted(context, attempt.overtaken);
		if (next.action === "refuse") return attempt.left ? refusedLater(context, next, attempt.left) : refusal$2(next, attempt, context.stop);
		if (attempt.left) await deleteUnused(context, attempt.left, next);
		const end = isConflict(next) ? {
			type: "conflict",
			conflict: next
		} : await execute(context, next, attempt.tried);
		if (end.type === "done") {
			await forgetHandOver(context, next, end.outcome);
			return end.outcome;
		}
		if (end.type === "overtaken") {
			attempt = {
				...attempt,
				overtaken: end,
				left: end,
				aliasTag: aliasFact(end.plan.group).aliasTag ?? attempt.aliasTag,
				tried: end.tried
			};
			continue;
		}
		const resolved = await resolveConflict(context, end.conflict, {
			pause: settings.pollInterval,
			...attempt.timeout
		});
		if (typeof resolved !== "string") return unresolved(context, {
			failure: resolved,
			attempt,
			settings
		});
		const { overtaken: _, ...kept } = attempt;
		attempt = {
			...kept,
			hasCancelled: attempt.hasCancelled || resolved === "cancelled"
		};
	}
}
function begin({ clock }, { timeout }) {
	const limit = timeout === "auto" ? LONGEST_WAIT : timeout;
	return {
		timeout: {
			limit,
			until: clock.now() + limit
		},
		hasCancelled: false,
		aliasTag: "",
		tried: []
	};
}
const isConflict = (of) => of.action === "wait" || of.action === "replace";
async function planOnly(context, settings) {
	const decided = await surveyAndPlan(context, settings);
	if (decided.action === "refuse") return refusal$2(decided);
	if ("settings" in decided && decided.steps.some(({ type }) => type === "delete-old-versions")) {
		const { previewCleanUp } = await __nccwpck_require__.e(/* import() */ 994).then(__nccwpck_require__.bind(__nccwpck_require__, 8994));
		await previewCleanUp({
			...context,
			reads: retryingReads(context, "survey")
		}, decided);
	}
	return {
		type: "planned",
		fleetStatus: decided.fleetStatus
	};
}
async function surveyAndPlan(context, settings, ownAliasTag = "") {
	const found = await survey(context, settings, ownAliasTag);
	context.emit({
		type: "surveyed",
		at: context.clock.now(),
		survey: found,
		settings
	});
	const { plan } = await Promise.all(/* import() */[__nccwpck_require__.e(456), __nccwpck_require__.e(832)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9451));
	const decided = plan(found, settings);
	context.emit({
		type: "planned",
		at: context.clock.now(),
		plan: decided
	});
	return decided;
}
// src/program.ts
async function runProgram(world, requested) {
	const { group } = requested;
	if (typeof group === "string") return runMode(world, {
		...requested,
		group
	});
	const { groupByTag } = await __nccwpck_require__.e(/* import() */ 697).then(__nccwpck_require__.bind(__nccwpck_require__, 9697));
	const found = await groupByTag(world, {
		...requested,
		group
	});
	return typeof found === "string" ? runMode(world, {
		...requested,
		group: found
	}) : found;
}
async function runMode(world, policy) {
	switch (policy.mode) {
		case "plan": return planOnly(world, policy);
		case "check": return (await Promise.all(/* import() */[__nccwpck_require__.e(456), __nccwpck_require__.e(451)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2451))).check(world, policy);
		case "watch": return (await Promise.all(/* import() */[__nccwpck_require__.e(456), __nccwpck_require__.e(979)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7979))).watchOther(world, policy);
		case "deploy":
		case "rollback": return run(world, policy);
	}
}
// src/report/outcomes.ts
const exits = {
	succeeded: 0,
	unchanged: 0,
	planned: 0,
	"in-sync": 0,
	refused: 1,
	failed: 1,
	cancelled: 1,
	drifted: 1
};
const exitOf = ({ type }) => exits[type];
function codeOf(outcome) {
	switch (outcome.type) {
		case "succeeded":
		case "unchanged":
		case "planned":
		case "in-sync": return "";
		case "drifted": return "drift";
		case "refused": return outcome.code;
		case "failed":
		case "cancelled": return outcome.rollback.end === "failed" ? "rollback-failed" : outcome.failure.code;
	}
}
// src/report/facts.ts
function watchedOperations({ milestones, operations }) {
	const rollback = milestones.findIndex(({ type }) => type === "rolling-back");
	const before = rollback < 0 ? operations.length : milestones.slice(0, rollback).filter(({ type }) => type === "underway").length;
	return operations.map((each, i) => ({
		...each,
		isRollback: i >= before || each.how === "rollback" || each.operation.undoes !== void 0
	}));
}
function mainOperation(timeline) {
	const { milestones, operations } = timeline;
	const planned = milestones.slice(Math.max(0, milestones.findLastIndex(({ type }) => type === "surveyed")));
	return watchedOperations(timeline).find(({ isRollback }) => !isRollback)?.operation ?? planned.find((milestone) => milestone.type === "rolling-back" || milestone.type === "starting")?.operation ?? operations[0]?.operation;
}
function rolloutIn(timeline) {
	const operation = mainOperation(timeline);
	return operation && rolloutOf(operation);
}
const isRollback = (timeline) => timeline.settings?.to !== void 0 || (rolloutIn(timeline)?.isRollback ?? false);
const isWatching = ({ settings }) => settings?.mode === "watch";
function knownVersions(timeline) {
	const { survey, drift, operations } = timeline;
	const all = [
		...toOf(timeline),
		...fromOf(timeline),
		...operations.flatMap(({ operation }) => [...operation.from.templates, ...operation.to.templates]),
		...foundTemplates(survey?.templates ?? []).flatMap(({ saved, versions }) => [saved, ...versions]),
		...drift?.saved ?? []
	];
	return all.filter(({ id, version }, i) => i === all.findIndex((each) => each.id === id && each.version === version));
}
const groupOf = (timeline) => timeline.settings?.group ?? rolloutIn(timeline)?.group ?? "";
const addresseeOf = (timeline) => {
	const mixed = timeline.survey?.group?.mixed !== void 0 || rolloutIn(timeline)?.mixed;
	return {
		group: groupOf(timeline),
		...mixed && { mixed: true }
	};
};
function fromOf(timeline) {
	const { plan, survey, drift } = timeline;
	if (drift) return drift.moved?.left ?? [];
	if (plan && "from" in plan) return plan.from.templates;
	return rolloutIn(timeline)?.from.templates ?? foundTemplates(survey?.templates ?? []).map(({ saved }) => saved);
}
function toOf(timeline) {
	const { plan, to, drift } = timeline;
	if (to.length > 0) return to;
	return drift?.saved ?? some(rolloutIn(timeline)?.to) ?? planned(plan);
}
const some = (revision) => revision && revision.templates.length > 0 ? revision.templates : void 0;
function planned(plan) {
	if (plan?.action === "nothing" || plan?.action === "adopt" || plan?.action === "revert") return plan.to.templates;
	if (plan?.action === "resume-rollback") return plan.rollout.to.templates;
	return plan?.action === "roll" ? readyTargets(plan.changes) : [];
}
function imagesOf$1(timeline) {
	const { survey, settings, drift } = timeline;
	const targets = drift ? [] : survey?.templates.map(targetImage) ?? [];
	return [
		targets.every((image) => image) ? targets.flatMap((image) => image?.id ?? []) : [],
		settings?.images.flatMap((ref) => idIn(ref) ?? []) ?? [],
		toOf(timeline).map(({ image }) => image)
	].find((ids) => ids.length > 0) ?? [];
}
const imageOf = (timeline) => oneOf(imagesOf$1(timeline));
const oneOf = (images) => [...new Set(images)].join(" or ");
const refreshOf = (timeline) => {
	const operation = mainOperation(timeline);
	return (operation && refreshIdOf(operation)) ?? "";
};
const isLeftToPost = ({ survey }, { type, rollback }) => type === "cancelled" && rollback.end === "under-way" && survey !== void 0;
const lastSeen = ({ operations }) => operations.findLast(({ last }) => last !== void 0)?.last;
function rolloutStoppedAt(timeline) {
	const { milestones, outcome } = timeline;
	const rollouts = watchedOperations(timeline).filter(({ isRollback }) => !isRollback);
	if (rollouts.length === 0) return void 0;
	const reported = milestones.find(({ type }) => type === "evidence" || type === "rolling-back");
	const isBad = outcome?.type === "failed" || outcome?.type === "cancelled";
	return reported?.at ?? (isBad ? rollouts.at(-1)?.points.at(-1)?.at : void 0);
}
const leadsTo = ({ to }, versions) => to.templates.length > 0 && to.templates.every(({ id, version }) => versions.some((each) => each.id === id && each.version === version));
function versionChanges(timeline) {
	const [before, after] = [fromOf(timeline), toOf(timeline)];
	const added = after.filter(({ id }) => !before.some((each) => each.id === id));
	return [...before, ...added].map(({ id, name }) => {
		const [from, to] = [before, after].map((versions) => versions.find((each) => each.id === id));
		const template = timeline.survey?.templates.find(({ named }) => named.id === id);
		const image = to?.image ?? (template && targetImage(template)?.id) ?? imageOf(timeline);
		return {
			id,
			name,
			...from && { from },
			...to && { to },
			image
		};
	});
}
function sourceNumber(timeline, template) {
	const { plan } = timeline;
	const to = plan?.action === "roll" ? plan.changes.find((change) => change.template.id === template)?.to : void 0;
	return to && isPlanned(to) && to.before ? to.source.version : fromOf(timeline).find(({ id }) => id === template)?.version;
}
function versionNumbers(versions) {
	if (new Set(versions.map(({ id }) => id)).size > 1) return versions.map(({ name, version }) => `${name} version ${version}`).join(", ");
	const numbers = [...new Set(versions.map(({ version }) => String(version)))];
	return numbers.length === 0 ? "the new version" : `${numbers.length > 1 ? "versions" : "version"} ${list(numbers)}`;
}
function runningVersions(timeline, { runs }) {
	const known = knownVersions(timeline);
	return runs.flatMap(({ template }) => template ? [{
		...template,
		name: known.find(({ id }) => id === template.id)?.name ?? template.id
	}] : []);
}
const versionsWords = (versions) => versions.map(({ name, version, image }) => `${image} (${versions.length > 1 ? `${name} ` : ""}version ${version})`).join(", ");
function newFindings(plan, { milestones }) {
	const plans = milestones.flatMap((milestone) => milestone.type === "planned" ? [milestone.plan] : []);
	const own = plans.indexOf(plan);
	const reported = new Set((own < 0 ? plans : plans.slice(0, own)).flatMap(({ findings }) => findings.map(({ says }) => says)));
	return plan.findings.filter(({ says }) => !reported.has(says));
}
// src/report/words/fleet.ts
const waitingWords = {
	"first-poll": "the first poll",
	start: "AWS to begin the instance refresh",
	replacement: "instances to be replaced, to warm up and to get healthy",
	bake: "the bake time to pass: AWS can still roll back",
	rollback: "AWS to finish its rollback",
	cancel: "AWS to finish cancelling",
	"steady-health": "every instance to be healthy on its version, several checks in a row"
};
const refreshWords = ({ id, status, percent }) => `${id} ${status}${percent === void 0 ? "" : ` ${percent} %`}`;
const progressWords = (point, to) => [
	`${point.onTarget} of ${point.expected} ${onTargetWords(to)}`,
	...point.starting > 0 ? [`${point.starting} starting`] : [],
	...point.leaving > 0 ? [`${point.leaving} leaving`] : [],
	...point.retained > 0 ? [`${point.retained} retained`] : [],
	point.healthy === point.expected ? "all healthy" : `${point.healthy} of ${point.expected} healthy`,
	...point.percent === void 0 ? [] : [`AWS: ${point.percent} %`]
].join(" · ");
const onTargetWords = ({ templates, since }) => since ? "new" : `on ${versionNumbers(templates)}`;
const MOST_KINDS$1 = 4;
function fleetStatusWords(status, known) {
	const { fleet, warmPool, withoutTraffic, launching } = status;
	if (fleet === "unknown") return "what the instances run could not be seen";
	const pool = warmPool.length > 0 ? `; its warm pool: ${runningWords(warmPool)}` : "";
	return `${shareWords(status, known)}${trafficWords(withoutTraffic)}${launchingWords(launching)}${pool}`;
}
const runningWords = (runs) => runs.map(({ template, instances }) => `${count(instances, "instance")} on ${versionWords$1(template, [])}`).join(", ");
const trafficWords = (kept) => kept.length === 0 ? "" : `; ${count(kept.length, "healthy instance")} ${kept.length === 1 ? "gets" : "get"} no traffic (${[...new Set(kept.map(({ by }) => by))].join(", ")})`;
const launchingWords = (ids) => ids.length === 0 ? "" : `; ${count(ids.length, "instance")} of the new version ${ids.length === 1 ? "is" : "are"} still launching (${list(ids)})`;
const newWords = ({ isRenewal, onTarget, covered }) => {
	if (!isRenewal || covered === 0) return "";
	return `, ${onTarget === covered ? "all" : onTarget === 0 ? "none" : onTarget} of them new`;
};
function shareWords(status, known) {
	const { fleet, covered, runs, leftOut } = status;
	const total = covered + leftOut.length;
	if (total === 0) return `the group is empty; its template launches the ${fleet} image`;
	const kinds = runs.slice(0, MOST_KINDS$1).map(({ template, instances }, i) => {
		return `${instances}${i === 0 ? ` of ${total}` : ""} ${instances === 1 ? "runs" : "run"} ${versionWords$1(template, known)}`;
	});
	const more = runs.length - kinds.length;
	return `${[...kinds, ...more > 0 ? [`${more} more versions`] : []].join(", ") || `none of ${total} is in service`}${newWords(status)}${leftOut.length > 0 ? `; ${leftOutWords(leftOut)}` : ""}`;
}
function versionWords$1(template, known) {
	if (!template) return "no launch template";
	const its = known.find(({ id, version }) => id === template.id && version === template.version);
	const name = known.find(({ id }) => id === template.id)?.name ?? template.id;
	const isAlone = known.every(({ id }) => id === template.id);
	return `version ${template.version}${isAlone ? "" : ` of ${name}`}${its ? ` (${its.image})` : ""}`;
}
const leftOutWords = (leftOut) => [...Map.groupBy(leftOut, ({ why }) => why)].map(([why, these]) => `${these.length} left out (${why === "warming up" ? "not in service yet" : why})`).join(", ");
// src/report/drift.ts
function inSyncWords(drift) {
	const { saved, compared, active } = drift;
	const right = compared - (active?.onTarget ?? 0);
	return `In sync: ${compared === 0 ? `the group is empty; its template is ${driftedVersionWords(saved)}` : `${right} of ${count(compared, "instance")} ${right === 1 ? "runs" : "run"} ${driftedVersionWords(saved)}`}.${activeWords(drift)}`;
}
const driftWords = (drift) => `Drifted: ${differs(drift)}`;
function differs(drift) {
	const { saved, compared, drifted, moved, aliasesToRestore, trials } = drift;
	const when = moved?.ended === void 0 ? "" : ` (${moment(moved.ended)})`;
	return `${[
		...moved ? [`the group’s template is ${driftedVersionWords(saved)}, where the last rollout left ${driftedVersionWords(moved.left)}${when}`] : [],
		...drifted.length > 0 ? [`${drifted.length} of ${count(compared, "instance")} ${drifted.length === 1 ? "does" : "do"} not run ${driftedVersionWords(saved)}`] : [],
		...aliasesToRestore.map((each) => `the group should follow ${each.alias}${ofTemplate$2(each.saved, saved)} (now version ${each.means}), which a rollout has not given back`),
		...trials.map(({ instance, run }) => `${instance} is a trial that run ${run} has left`)
	].map((part, i) => i === 0 ? part : sentenceCase(part)).join(". ")}.${activeWords(drift)}`;
}
const sentenceCase = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const driftedVersionWords = (versions) => list(versions.map(({ name, version, image }) => `${versions.length > 1 ? `${name} ` : ""}version ${version} with ${image}`), versions.length);
const ofTemplate$2 = ({ name }, all) => all.length > 1 ? ` of ${name}` : "";
const ownOf = (template, saved) => saved.find(({ id }) => id === template?.id) ?? saved[0];
function activeWords({ active }) {
	if (!active) return "";
	const { refresh, onTarget } = active;
	const there = onTarget > 0 ? `: ${count(onTarget, "instance")} ${onTarget === 1 ? "runs" : "run"} what it leads to` : "";
	return ` An instance refresh is in progress, ${refreshWords(refresh)}${there}.`;
}
function driftedWords({ instance, lifecycle, differs, template, image, age, leftOut }, saved) {
	const where = isInService({ lifecycle }) ? leftOut ? ` (${leftOut})` : "" : ` (${lifecycle})`;
	const since = age === void 0 ? "" : `, launched ${duration(age)} ago`;
	return `${instance}${where} ${{
		version: `runs ${templateWords$1(template, saved)}${image === void 0 ? "" : ` with ${image}`}`,
		image: `was launched from version ${ownOf(template, saved)?.version}, but runs ${image}`,
		unknown: "is not listed by EC2"
	}[differs]}${since}`;
}
const templateWords$1 = (template, saved) => {
	if (!template) return "no launch template";
	const own = saved.find(({ id }) => id === template.id);
	return `version ${template.version}${own ? ofTemplate$2(own, saved) : ` of ${template.id}`}`;
};
const MOST_NAMED = 3;
function driftNow({ saved, compared, drifted, active }) {
	const right = compared - drifted.length - (active?.onTarget ?? 0);
	const others = Map.groupBy(drifted, ({ template, image }) => [templateWords$1(template, saved), ...image === void 0 ? [] : [image]].join(" with "));
	const kinds = [...right > 0 ? [[driftedVersionWords(saved), right]] : []].concat([...others].map(([what, these]) => [what, these.length]));
	if (kinds.length === 0) return "";
	return `${list(kinds.map(([what, number], i) => `${number}${i === 0 ? ` of ${compared}` : ""} ${number === 1 ? "runs" : "run"} ${what}`), MOST_KINDS)}.`;
}
const MOST_KINDS = 4;
function driftedList({ drifted, saved }) {
	if (drifted.length === 0) return [];
	const named = drifted.slice(0, MOST_NAMED).map((each) => driftedWords(each, saved));
	const more = drifted.length - named.length;
	return [`${[...named, ...more > 0 ? [`${more} more`] : []].join("; ")}.`];
}
function driftStep(on, drift) {
	const aliasesToRestore = drift.aliasesToRestore.map((each) => aliasRestorationStep(on, each));
	const steps = [
		movedStep(drift),
		...drift.moved ? [] : [driftedStep(drift)],
		...aliasesToRestore,
		trialsStep(drift)
	];
	return {
		says: steps.flatMap((step) => step?.says ?? []).join(" "),
		commands: [...steps.flatMap((step) => step?.commands ?? []), ...drift.drifted.length > 0 ? [describeInstancesCommand(on)] : []]
	};
}
const trialsStep = ({ trials }) => trials.length === 0 ? void 0 : {
	says: "End what is left of the trial; the next deploy does it too.",
	commands: [endTrialCommand(trials.map(({ instance }) => instance))]
};
const imageWords$1 = (versions) => list([...new Set(versions.map(({ image }) => image))], versions.length);
function choiceWords({ saved, moved, drifted, compared }) {
	const [left, now] = [imageWords$1(moved?.left ?? []), imageWords$1(saved)];
	return drifted.length === compared && drifted.every(({ image }) => image === left) ? `${left} to keep what runs, or ${now} to replace every instance` : `${left}, which the last rollout left, or ${now}, which the group has saved now`;
}
const movedStep = (drift) => drift.moved && {
	says: `Find out who moved the group. Then deploy ${choiceWords(drift)}.`,
	commands: [lookUpCommand("UpdateAutoScalingGroup")]
};
function driftedStep({ saved, drifted }) {
	if (drifted.length === 0) return void 0;
	const wishes = [
		...drifted.some(({ differs }) => differs === "image") ? ["`skip-matching: false`"] : [],
		...drifted.some(({ leftOut }) => leftOut === "protected") ? ["`scale-in-protected-instances: refresh`"] : [],
		...drifted.some(({ leftOut }) => leftOut === "standby") ? ["`standby-instances: terminate`"] : []
	];
	const by = wishes.length > 0 ? ` with ${list(wishes)}` : "";
	const what = drifted.some(({ differs }) => differs === "image") ? "every instance, since AWS skips by version" : "what differs";
	return {
		says: `Deploy ${imageWords$1(saved)} to this group${by}: that replaces ${what}.`,
		commands: []
	};
}
function aliasRestorationStep(on, { saved, alias, means }) {
	const back = saveCommand(on, [{
		id: saved.id,
		version: alias
	}]);
	if (means === saved.version) return {
		says: `Give ${alias} back: it means the version that the group has saved.`,
		commands: [back]
	};
	return alias === "$Default" ? {
		says: `Make version ${saved.version} the template’s default, then give ${alias} back (\`set-default-version: true\` has a rollout do both).`,
		commands: [defaultCommand(saved.id, saved.version), back]
	} : {
		says: `Deploy the image of version ${means}, which ${alias} means now: when it has proved itself, the alias is given back.`,
		commands: []
	};
}
const describeInstancesCommand = ({ group }) => `aws ec2 describe-instances --filters ${filter("tag:aws:autoscaling:groupName", group)} --query 'Reservations[].Instances[].[InstanceId,ImageId,LaunchTime]' --output table`;
// src/report/words/images.ts
const isPreview = ({ settings }) => settings?.mode === "plan" || settings?.mode === "check";
const imageList = (images) => `${images.length === 1 ? "image" : "images"} ${list(images, 10)}`;
function imageCleanUpWords({ template, archive, archived, kept }, isForetold) {
	const { how } = archive;
	const stay = `${count(kept.length, "image")} ${kept.length === 1 ? "stays" : "stay"}`;
	if (archived.length === 0) return isForetold ? `Clean-up after a success would ${how} no image of ${template}: ${stay}` : `Clean-up: no image of ${template} is past use; ${stay}`;
	const which = `${imageList(archived.map(({ id }) => id))} of ${template}`;
	return isForetold ? `Clean-up after a success would ${how} ${which}; ${stay}` : `Clean-up: ${how === "disable" ? "disabling" : "deprecating"} ${which}; ${stay}`;
}
function keptWords(because, { keep }, now) {
	switch (because.why) {
		case "newest": return `fewer than ${keep} that proved themselves are newer`;
		case "rollback-target": return `a rollback returns to version ${because.version}`;
		case "version": return `version ${because.version} of ${because.name} names it`;
		case "instance": return `${because.instance} was launched from it`;
		case "override": return `an override of the group ${because.group} names it`;
		case "launch-configuration": return `the launch configuration ${because.name} names it`;
		case "unproven": return "AWS’s history no longer shows its rollout";
		case "owner": return "another account owns it";
		case "state": return `it is ${because.state}`;
		case "public": return "it is public";
		case "shared": return "it is shared with others";
		case "launched": return because.last === void 0 ? "EC2 does not say when it was launched last" : `it was launched ${duration(now - because.last)} ago, and a disabled image launches nothing`;
		case "reference": return `EC2 names a user of it: ${because.type} ${because.resource}`;
	}
}
// src/report/words/final-steps.ts
function rollbackWords({ how, end, failure }, isLeftToPost = false) {
	if (isLeftToPost) return `${underWay$2[how]}.`;
	switch (end) {
		case "none": return "Nothing was undone.";
		case "arrived": return arrivals[how];
		case "under-way": return `${underWay$2[how]}, unwatched from here.${failure && failure.code !== "cancelled" ? ` ${rowOf(failure).sentence}` : ""}`;
		case "failed": return `${failures[how]}${failure ? `: ${rowOf(failure).sentence}` : "."}`;
	}
}
const arrivals = {
	"native-rollback": "AWS rolled the instance refresh back.",
	"new-refresh": "A second instance refresh put the old version back.",
	cancel: "The instance refresh was cancelled; what it had replaced stays replaced.",
	leave: "Nothing was undone."
};
const underWay$2 = {
	"native-rollback": "AWS goes on rolling the instance refresh back",
	"new-refresh": "AWS goes on with a second instance refresh to the old version",
	cancel: "AWS goes on cancelling the instance refresh",
	leave: "AWS goes on by itself"
};
const failures = {
	"native-rollback": "The rollback did not work",
	"new-refresh": "The second instance refresh, to the old version, did not work",
	cancel: "The instance refresh could not be cancelled",
	leave: "How AWS left it could not be seen"
};
function finalStepWords(finalStep) {
	const of = "of" in finalStep ? ` of ${finalStep.of}` : "";
	switch (finalStep.did) {
		case "given-back": return `The group follows ${finalStep.alias}${of} again.`;
		case "restored": return `The group has version ${finalStep.version} saved again, as before this run.`;
		case "moved": return `The group stays on version ${finalStep.version}, the one before. Whoever saved ${finalStep.believed} on it (Terraform, CloudFormation or a person) believes that it still has that: their next run puts it back.`;
		case "set": return `Version ${finalStep.version} is the template's default now${of}.`;
		case "noted": return `Noted on the group for a later job of this run: instance refresh ${finalStep.refreshId}.`;
		case "forgotten": return `Instance refresh ${finalStep.refreshId} is taken up and has ended: the note of it is off the group.`;
		case "kept": return `The group stays on version ${finalStep.version}${of}: ${finalStep.alias} means version ${finalStep.means}, which is not the one that proved itself here. Only when ${finalStep.alias} means a proven version, let the group follow it again.`;
		case "written": return `The parameter ${finalStep.name} holds ${finalStep.image} now.`;
		case "overtaken": return `Somebody else has written the parameter ${finalStep.name} since this run began, so it is left as it is. If it is to hold ${finalStep.image}, write it.`;
		case "unconfirmed": return `The parameter ${finalStep.name} did not hold ${finalStep.image} within a minute after it was written: AWS validates an image first, and keeps what was there if it does not accept it.`;
		case "removed": return `Deleted ${versionList(finalStep.versions)} of ${finalStep.template}, whose rollout failed, so that nothing launches ${finalStep.versions.length === 1 ? "it" : "them"}.`;
		case "stays": return `Version ${finalStep.version} failed and is kept: ${obstacles[finalStep.why]}. While it is the newest, $Latest means it. Once nothing needs it, delete it.`;
		case "same-image": return `${finalStep.versions.length === 1 ? "Version" : "Versions"} ${list(finalStep.versions.map(String), 10)}, which this action did not make, ${finalStep.versions.length === 1 ? "launches" : "launch"} the image that failed: see that nobody rolls ${finalStep.versions.length === 1 ? "it" : "them"}.`;
		case "deleted": return `Deleted ${versionList(finalStep.versions)} of ${finalStep.template}, made by this action and past use.`;
		case "retired": return `Noted on ${imageList(finalStep.images)}: ${finalStep.template} named ${finalStep.images.length === 1 ? "it" : "them"}.`;
		case "archived": return `${finalStep.how === "disable" ? "Disabled" : "Deprecated"} ${imageList(finalStep.images)}.`;
		case "unarchived": return unarchivedWords(finalStep.left);
		case "stale": return `The warm pool still holds other versions: ${runningWords(finalStep.stale)}. The next scale-out draws them. An instance refresh with SkipMatching renews them and leaves all others alone.`;
		case "left": return `${count(finalStep.instances.length, "instance")} (${list(finalStep.instances)}) ${finalStep.instances.length === 1 ? "has" : "have"} left the group and ${finalStep.instances.length === 1 ? "runs" : "run"} on (Terminating:Retained): yours to end, and still billed.`;
		case "undeleted": return undeletedWords(finalStep.undeleted);
		case "failed": return `${undone[finalStep.what]}: ${finalStep.problem}`;
	}
}
const obstacles = {
	default: "it is the template’s default",
	saved: "the group has it saved",
	instances: "instances of the group run it",
	refresh: "an instance refresh in progress leads to it",
	group: "another Auto Scaling group uses this launch template",
	origin: "a newer version names it as the one to roll back to",
	copied: "another tool has copied its description"
};
const undeletedWords = (undeleted) => [...Map.groupBy(undeleted, ({ code, message }) => `(${code}).${quoted(message)}`)].map(([why, these]) => `EC2 did not delete ${versionList(these.map(({ version }) => version))} ${why}`).join(" ");
const unarchivedWords = (left) => [...Map.groupBy(left, ({ code, message }) => `(${code}).${quoted(message)}`)].map(([why, these]) => `EC2 did not archive ${imageList(these.map(({ image }) => image))} ${why}`).join(" ");
const undone = {
	alias: "The group's alias could not be given back",
	"saved-version": "What the group had saved before could not be given back",
	"default-version": "The template's default version could not be set",
	"failed-version": "What failed could not be deleted, so $Latest may mean it",
	parameter: "The parameter could not be set",
	"clean-up": "Old template versions could not be cleaned up",
	images: "No image was archived, because who uses them could not be read",
	"hand-over": "That the rollout is handed over could not be noted on the group"
};
function cleanUpWords({ versions, template, keep }, isPreview) {
	const rest = `the newest ${keep} that this action made stay, and all that is in use`;
	if (versions.length === 0) return `Clean-up after a success would delete nothing of ${template}: ${rest}`;
	const which = `${versionList(versions.map(({ version }) => version))} of ${template}`;
	return isPreview ? `Clean-up after a success would delete ${which}: ${rest}` : `Clean-up: deleting ${which}; ${rest}`;
}
const versionList = (versions) => `${versions.length === 1 ? "version" : "versions"} ${list(versions.map(String), 10)}`;
// src/report/words/watching.ts
function watchingWords(search) {
	if (search.did === "asking-again") return `No instance refresh is in progress (${newestWords(search.newest)}). AWS lists a new one some seconds late: asking again for a minute`;
	const { watched } = search;
	switch (watched.type) {
		case "active": return `Watching somebody else’s instance refresh ${refreshWords(watched.refresh)}, ${timesOf(watched.refresh)}. Nothing is sent to AWS`;
		case "ended": return `Somebody else’s instance refresh ${refreshWords(watched.refresh)}, ${timesOf(watched.refresh)}, has ended: its result is judged`;
		case "none": return `No instance refresh to watch (${newestWords(watched.newest)}): the group is only confirmed`;
	}
}
const newestWords = (newest) => newest ? `the newest, ${refreshWords(newest)}, ${timesOf(newest)}` : "AWS lists none";
const timesOf = ({ began, ended }) => [began === void 0 ? "not begun yet" : `began ${moment(began)}`, ...ended === void 0 ? [] : [`ended ${moment(ended)}`]].join(", ");
function nothingSent(timeline) {
	const its = lastSeen(timeline)?.refresh;
	return its ? `Nothing was sent to AWS: instance refresh ${its.id} is somebody else’s (${timesOf(its)}).` : "Nothing was sent to AWS.";
}
// src/report/verdict.ts
function verdictOf(timeline, outcome) {
	switch (outcome.type) {
		case "succeeded": return `Succeeded: ${fleetStatusWords(outcome.fleetStatus, knownVersions(timeline))}${unwatchedWords(timeline)}.${isWatching(timeline) ? ` ${nothingSent(timeline)}` : ""}`;
		case "unchanged":
			if (isWatching(timeline)) return `No instance refresh to watch: ${fleetStatusWords(outcome.fleetStatus, knownVersions(timeline))}${unwatchedWords(timeline)}.`;
			return `Nothing to do: ${fleetStatusWords(outcome.fleetStatus, knownVersions(timeline))} already${unwatchedWords(timeline)}.`;
		case "planned": return timeline.plan ? `Planned: ${planSummary(timeline.plan)}.` : "Planned.";
		case "in-sync": return timeline.drift ? inSyncWords(timeline.drift) : "In sync.";
		case "drifted": return timeline.drift ? driftWords(timeline.drift) : "Drifted.";
		case "refused": return refusal$1(outcome);
		case "failed": return `Failed: ${rowOf(outcome.failure).sentence}`;
		case "cancelled": return `Cancelled: ${rowOf(outcome.failure).sentence}`;
	}
}
const unwatchedWords = ({ survey }) => {
	const unwatched = survey?.group?.unwatched.length ?? 0;
	if (unwatched === 0) return "";
	return `; ${count(unwatched, "VPC Lattice target group")} ${unwatched === 1 ? "was" : "were"} not watched`;
};
const refusal$1 = ({ findings }) => {
	const errors = findings.filter(({ level }) => level === "error");
	const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
	return `Refused, nothing was changed: ${errors[0]?.says ?? "see the findings."}${others}`;
};
function planSummary(plan) {
	switch (plan.action) {
		case "refuse": return "a deploy would be refused";
		case "nothing": return "a deploy would find nothing to do";
		case "adopt": return `a deploy would take up its instance refresh ${refreshWords(plan.refresh)}`;
		case "wait": return `a deploy would first wait for the instance refresh ${refreshWords(plan.refresh)}`;
		case "replace": return `a deploy would first cancel the instance refresh ${refreshWords(plan.refresh)}`;
		case "resume-rollback": return `a deploy would take up its own rollback ${refreshWords(plan.refresh)}`;
		case "revert": return `a rollback would have AWS roll back the instance refresh ${refreshWords(plan.refresh)}`;
		case "roll":
			if (plan.isRollback) return `a rollback would replace ${rollWords(plan)}`;
			return plan.isTemplateOnly ? "a deploy would replace no instance, only move the group’s template" : `a deploy would replace ${rollWords(plan)}`;
	}
}
const rollWords = ({ estimate }) => {
	const { replaced, batches, size, length, hooks } = estimate;
	if (replaced === 0) return `no instance, in about ${duration(length)}`;
	const pace = batches === 1 ? " at once" : size === 1 ? ", one at a time" : ` in ${batches} batches of up to ${size}`;
	const more = hooks > 0 ? `, plus what its lifecycle hooks take, up to ${duration(hooks)}` : "";
	return `${count(replaced, "instance")}${pace}, in about ${duration(length)}${more}`;
};
const rollbackSentence = (timeline, outcome) => {
	const { failure, rollback } = outcome;
	if (isWatching(timeline)) return `${rollback.end === "none" ? "" : `${rollbackWords(rollback)} `}${nothingSent(timeline)}${endedByFailedPolls(failure) ? " AWS goes on by itself." : ""}`;
	if (rollback.end !== "none") return rollbackWords(rollback, isLeftToPost(timeline, outcome));
	if (refreshOf(timeline) === "") return "No instance was touched: no instance refresh was started.";
	if (endedByFailedPolls(failure)) return `${rollbackWords(rollback)} AWS goes on by itself.`;
	const { status } = lastSeen(timeline)?.refresh ?? {};
	return status !== void 0 && isSuccessful(status) ? "Nothing was undone: AWS had finished already." : rollbackWords(rollback);
};
function fleetNow(timeline, fleetStatus) {
	const words = `${fleetStatusWords(fleetStatus, knownVersions(timeline))}${desiredWords(timeline, fleetStatus)}`;
	const atWork = fleetStatus.active ? ` Still in progress: instance refresh ${refreshWords(fleetStatus.active)}.` : "";
	return `${words.charAt(0).toUpperCase()}${words.slice(1)}.${atWork}`;
}
function desiredWords({ survey, operations }, { fleet, covered, leftOut }) {
	const { desired, instances } = operations.findLast(({ last }) => last)?.last ?? survey?.group ?? {};
	if (desired === void 0 || fleet === "unknown" || unitsOf(instances ?? []) !== "instances") return "";
	return covered + leftOut.length < desired ? `; the desired capacity is ${desired}` : "";
}
function outcomeSentences(timeline, outcome) {
	const verdict = verdictOf(timeline, outcome);
	if (outcome.type === "drifted" && timeline.drift) return [verdict, ...driftedList(timeline.drift)];
	if (outcome.type !== "failed" && outcome.type !== "cancelled") return [verdict];
	return [
		verdict,
		rollbackSentence(timeline, outcome),
		fleetNow(timeline, outcome.fleetStatus)
	];
}
// src/report/headline.ts
function headlineOf(timeline) {
	const { outcome, plan, drift } = timeline;
	const group = groupOf(timeline);
	switch (outcome?.type) {
		case void 0: return underWay$1(timeline);
		case "succeeded": return {
			sign: "✅",
			says: `${group} ${arrived(timeline, outcome.fleetStatus)}${share(outcome.fleetStatus)}`
		};
		case "unchanged": return {
			sign: "✅",
			says: `${group} ${isOn(timeline, outcome.fleetStatus)} already${share(outcome.fleetStatus)}`
		};
		case "planned": return {
			sign: "🔍",
			says: `Plan for ${group}${plan ? `: ${planSummary(plan)}` : ""}`
		};
		case "in-sync": return {
			sign: "✅",
			says: `${group} is in sync${drift ? ` with ${versionNumbers(drift.saved)}` : ""}`
		};
		case "drifted": return {
			sign: "❌",
			says: `${group} has drifted${drifted(timeline)}`
		};
		case "refused": return {
			sign: "⛔",
			says: refused(group, outcome)
		};
		case "failed":
		case "cancelled": return broken$1(timeline, outcome);
	}
}
function underWay$1(timeline) {
	const watched = watchedOperations(timeline).at(-1);
	const point = watched?.points.at(-1);
	const group = groupOf(timeline);
	if (!watched || !point) return {
		sign: "⏳",
		says: `${group}: no instance is touched so far`
	};
	const { to } = watched.operation;
	const counts = `${point.onTarget} of ${point.expected} ${to.since ? "are new" : `run ${versionNumbers(to.templates)}`}`;
	return watched.isRollback ? {
		sign: "↩️",
		says: `${group} is rolling back: ${counts}`
	} : {
		sign: "⏳",
		says: `${group} is under way: ${counts}`
	};
}
function isOn(timeline, fleetStatus) {
	const { fleet, covered, leftOut, runs } = fleetStatus;
	if (fleet === "unknown") return "could not be seen";
	if (covered + leftOut.length === 0) return fleet === "new" ? `is empty, and launches ${versionNumbers(toOf(timeline))}` : "is empty";
	if (runs.length === 0) return "has no instance in service";
	const on = fleetStatus.isRenewal && fleet === "new" ? " on new instances" : "";
	return `runs ${versionNumbers(runningVersions(timeline, fleetStatus))}${on}`;
}
const arrived = (timeline, fleetStatus) => isRollback(timeline) && fleetStatus.runs.length > 0 ? `was rolled back to ${versionNumbers(runningVersions(timeline, fleetStatus))}` : isOn(timeline, fleetStatus);
function share({ covered, onTarget, leftOut }) {
	const total = covered + leftOut.length;
	const others = leftOut.length > 0 ? `, ${leftOutWords(leftOut)}` : "";
	return total === 0 ? "" : `: ${onTarget} of ${count(total, "instance")}${others}`;
}
function drifted({ drift }) {
	if (!drift) return "";
	const { drifted, compared, moved, aliasesToRestore, saved } = drift;
	if (drifted.length > 0) return `: ${drifted.length} of ${count(compared, "instance")} ${drifted.length === 1 ? "is" : "are"} not on ${versionNumbers(saved)}`;
	return moved ? `: its template is not what the last rollout left` : `: it should follow ${aliasesToRestore[0]?.alias ?? "an alias"}`;
}
function refused(group, { code, findings }) {
	if (code === "invalid-input") return "Refused: the inputs of this step cannot be taken";
	const errors = findings.filter(({ level }) => level === "error").length;
	return `Not started: ${group} was not changed${errors > 1 ? ` (${errors} reasons)` : ""}`;
}
function broken$1(timeline, outcome) {
	const { type, rollback } = outcome;
	const happened = isWatching(timeline) ? watchEnd(timeline, outcome) : `${attempt(timeline)} ${type === "cancelled" ? "was cancelled" : isUnconfirmed(outcome) ? "was not confirmed in time" : "failed"}`;
	const says = `${groupOf(timeline)} ${state(timeline, outcome)}: ${happened}`;
	if (endedByFailedPolls(outcome.failure) && timeline.operations.length > 0) return {
		sign: "❌",
		says: `${groupOf(timeline)} is out of sight: ${attempt(timeline)} goes on in AWS, unwatched`
	};
	if (outcome.failure.code === "handed-over") return {
		sign: "⏳",
		says: `${groupOf(timeline)} ${state(timeline, outcome)}: ${attempt(timeline)} is handed over to a later job`
	};
	if (rollback.end === "failed") return {
		sign: isAllBack(outcome) ? "❌" : "🚨",
		says: `${says}, and the rollback failed`
	};
	return {
		sign: hasRolledBack(timeline, outcome) || isRollbackUnderWay(timeline, outcome) ? "↩️" : "❌",
		says
	};
}
function watchEnd(timeline, { type, failure, fleetStatus: { active } }) {
	if (type === "cancelled") return "watching it was cancelled";
	if (failure.code === "timeout") return `${attempt(timeline)} did not end in time`;
	return `${attempt(timeline)} ${active && !isRollingBack(active.status) ? "is failing" : "failed"}`;
}
const isUnconfirmed = ({ failure }) => failure.code === "timeout" && failure.reason === "all-replaced";
const isAllBack = ({ fleetStatus: { fleet, active } }) => fleet === "previous" && active === void 0;
const hasRolledBack = (timeline, { fleetStatus }) => fleetStatus.fleet === "previous" && !fleetStatus.isRenewal && !fleetStatus.active && watchedOperations(timeline).some((each) => each.isRollback);
const isRollbackUnderWay = (timeline, { fleetStatus }) => fleetStatus.active !== void 0 && isRollingBack(fleetStatus.active.status) && !isRollback(timeline);
function state(timeline, outcome) {
	const { fleetStatus } = outcome;
	const { fleet, runs, covered, leftOut, onTarget, active } = fleetStatus;
	const numbers = versionNumbers(runningVersions(timeline, fleetStatus));
	if (fleetStatus.isRenewal && fleet === "previous") return `keeps its instances on ${numbers}`;
	if (hasRolledBack(timeline, outcome) && outcome.rollback.end !== "failed") return runs.length > 0 ? `was rolled back to ${numbers}` : "is empty";
	if (fleet === "previous" && timeline.operations.length === 0 && runs.length > 0) return `stays on ${numbers}`;
	if (isRollbackUnderWay(timeline, outcome)) return `is being rolled back to ${versionNumbers(fromOf(timeline))}`;
	const atWork = active ? `, AWS goes on (${active.status})` : "";
	const where = fleetStatus.isRenewal ? "new" : `on ${versionNumbers(toOf(timeline))}`;
	const share = `${onTarget} of ${covered + leftOut.length} ${where}`;
	return fleet === "mixed" ? `is mixed, ${share}${atWork}` : `${isOn(timeline, fleetStatus)}${atWork}`;
}
function attempt(timeline) {
	const to = toOf(timeline);
	if (isWatching(timeline)) return refreshOf(timeline) === "" ? "the watch" : `somebody else’s instance refresh${to.length === 0 ? "" : ` to ${versionNumbers(to)}`}`;
	const [what, where] = isRollback(timeline) ? ["the rollback", "to"] : ["the rollout", "of"];
	return to.length === 0 ? what : `${what} ${where} ${versionNumbers(to)}`;
}
// src/report/next-step.ts
function nextStep(timeline, outcome) {
	if (outcome.type === "refused") {
		const remedies = outcome.findings.filter(({ level }) => level === "error").map(({ remedy }) => remedy);
		return {
			says: [...new Set(remedies)].join(" "),
			commands: [],
			diagnostics: []
		};
	}
	if (outcome.type === "drifted") return timeline.drift && {
		...driftStep(addresseeOf(timeline), timeline.drift),
		diagnostics: []
	};
	if (outcome.type !== "failed" && outcome.type !== "cancelled") return void 0;
	const row = rowOf(outcome.failure);
	if (isLeftToPost(timeline, outcome)) return {
		says: `The post step of this job watches it and adds a page with its end. ${row.nextStep}`,
		commands: [],
		diagnostics: []
	};
	const byHand = isOldImageGone(timeline) && !outcome.fleetStatus.active ? [] : outcome.fleetStatus.byHand;
	const group = groupOf(timeline);
	const cause = hasFailedRollback(outcome) && byHand.length > 0 ? activities(group) : [];
	const wait = firstHookWait(timeline, outcome);
	const hook = wait === void 0 ? [] : completeHookCommands(group, wait);
	const gone = isGone(outcome) ? row.onceGone : void 0;
	const commands = [
		...cause,
		...byHand,
		...hook
	];
	const diagnostics = gone === void 0 ? row.commands(group).filter((each) => !commands.includes(each)) : [];
	const says = `${stateStep(timeline, outcome, commands.length > 1 ? "the first command" : "the command below")}${wait === void 0 ? "" : hookStep(wait)}${isWatching(timeline) && watchOn[outcome.failure.code] || (gone ?? row.nextStep)}`;
	return commands.length > 0 ? {
		says,
		commands,
		diagnostics
	} : {
		says,
		commands: diagnostics,
		diagnostics: []
	};
}
const isGone = ({ fleetStatus: { fleet, onTarget, active } }) => fleet !== "unknown" && onTarget === 0 && active === void 0;
const WATCH_ON = "Run the job again: it watches on, or reports how the refresh has ended.";
const watchOn = {
	cancelled: WATCH_ON,
	timeout: `${WATCH_ON} Raise \`timeout\` if this is how long it takes.`,
	"handed-over": "The same step in a later job watches on, or run this job again.",
	"lost-contact": WATCH_ON,
	"access-denied": "Give the role the permissions in docs/iam-policy-plan.json and docs/iam-policy-watch.json, then run again.",
	"credentials-expired": "Run the job again: it watches on. Set `role-to-assume`: then this step renews its credentials before they expire."
};
const isOldImageGone = ({ plan }) => plan?.findings.some(({ rule }) => rule === "way-back-gone") ?? false;
const byHook = /* @__PURE__ */ new Set([
	"stalled",
	"timeout",
	"aws-failed",
	"rollback-failed"
]);
const firstHookWait = (timeline, { failure }) => byHook.has(failure.code) ? hookWaitsIn(lastSeen(timeline)?.instances ?? [], hookNamesOf(timeline.survey?.launchEnvironment?.hooks))[0] : void 0;
const hookStep = ({ instance, hooks: [hook, ...others] }) => hook === void 0 || others.length > 0 ? `Complete the actions of the lifecycle hooks that still hold ${instance}; AWS refuses those that are complete. ` : `Complete the action of the lifecycle hook ${hook}, which still holds ${instance}. `;
const hasFailedRollback = ({ rollback, fleetStatus: { active, fleet } }) => rollback.end === "failed" && !active && (fleet === "mixed" || fleet === "new");
function stateStep(timeline, outcome, first) {
	const { failure, fleetStatus } = outcome;
	const { byHand, active } = fleetStatus;
	const to = toOf(timeline);
	if (active && byHand.length > 1) return byHand[0] === cancelCommand(addresseeOf(timeline)) ? `AWS goes on${to.length > 0 ? ` to ${versionNumbers(to)}` : ""}, unwatched. Stop it where it is with the first command, or watch it with the second. ` : "Roll it back with the first command, or watch it with the second. ";
	if (active) return byHand.length > 0 ? `Watch it with ${first}. ` : "";
	if (byHand.length === 0 || isAwsFailed(failure, "version-gone")) return "";
	const old = fromOf(timeline);
	if (isOldImageGone(timeline)) return `The image of ${versionNumbers(old)} is gone, so that no rollback can succeed: deploy another image. `;
	const back = old.length === 0 ? "roll back" : `roll back to ${versionNumbers(old)}`;
	if (hasFailedRollback(outcome)) return `See by the first command why the rollback failed, fix that, then ${back} with the second. `;
	if (isAwsFailed(failure, "nothing-proven")) return `If it is not wanted, save ${versionNumbers(old)} with ${first}. `;
	const by = isRollback(timeline) ? `with ${first}` : `with ${first} or \`mode: rollback\``;
	switch (fleetStatus.fleet) {
		case "unknown": return `First check with ${first} what AWS is doing. `;
		case "mixed": return rowOf(failure).runAgain ? `Decide which way to go: run this job again, or ${back} ${by}. ` : `Now ${back} ${by}; it may double the capacity. ${isWatching(timeline) ? "" : "Do not run this job again before the cause is fixed. "}`;
		case "new": return `If requests fail, ${back} now, ${by}; it may double the capacity. `;
		case "previous": return `End what is still launching with ${first}. `;
	}
}
// src/report/words/trial.ts
function trialWords(trial) {
	switch (trial.did) {
		case "launching": return `Trial: launching an instance of version ${trial.launch.version}${ofTemplate$1(trial)} outside the group${placeWords(trial.launch.place)}`;
		case "launched": return `Trial: ${trial.instance} of version ${trial.launch.version}${ofTemplate$1(trial)} is launched${trial.isSpot ? ". EC2 has kept the Spot options of the launch template: it may be interrupted" : ""}`;
		case "no-room": return `Trial: no room${placeWords(trial.place)} (${trial.problem.code})${trial.isLast ? "" : ", trying elsewhere"}`;
		case "not-launched": return `Trial: EC2 refused the launch${placeWords(trial.place)} (${trial.problem.code})`;
		case "checking": return `Trial: ${trial.known.id} is not ready: ${instanceWords(trial.known)}`;
		case "verifying": return `Trial: ${list(trial.instances)} passed EC2’s status checks; verify runs`;
		case "passed": return `Trial: ${list(trial.instances)} passed`;
		case "skipped": return `Trial: ${trial.versions.length === 1 ? "version" : "versions"} ${list(trial.versions.map(String))} passed already in this run`;
		case "ending": return `Trial: terminating ${list(trial.instances)}`;
		case "ended": return `Trial: ${list(trial.instances)} ${trial.instances.length === 1 ? "is" : "are"} terminated`;
		case "left": return `The trial ${trial.instances.length === 1 ? "instance" : "instances"} ${list(trial.instances)} may still run, and cost: ${trial.problem ? `${trial.problem.operation} failed (${trial.problem.code}: ${trial.problem.message})` : "EC2 did not show the end"}. Terminate by hand.`;
	}
}
const ofTemplate$1 = ({ of }) => of === void 0 ? "" : ` of ${of}`;
const placeWords = ({ subnet, type }) => `${type === void 0 ? "" : ` as ${type}`}${subnet === void 0 ? "" : ` in ${subnet}`}`;
// src/report/annotations.ts
const MOST_FINDINGS = 6;
const MOST_FINAL_STEPS = 3;
const LONGEST_LINE = 700;
function annotationsFor(event, timeline) {
	switch (event.type) {
		case "planned": return event.plan.action === "refuse" ? [] : warnings(newFindings(event.plan, timeline));
		case "final-step": return failedFinalSteps$1(event.finalStep, timeline);
		case "trial": return trialLeft(event.trial);
		case "concluded": return ending(timeline, event.outcome);
		case "surveyed":
		case "checked":
		case "deleting-versions":
		case "archiving-images":
		case "waiting":
		case "watching":
		case "claiming":
		case "noted":
		case "pinning-image":
		case "pinning":
		case "pinned-image":
		case "pinned":
		case "preparing":
		case "prepared":
		case "starting":
		case "underway":
		case "polled":
		case "unanswered":
		case "evidence":
		case "rolling-back": return [];
	}
}
const trialLeft = (trial) => trial.did === "left" ? [annotation("error", "AMI rollout: a trial instance is left", [trialWords(trial), `$ ${trial.command}`])] : [];
function failedFinalSteps$1(finalStep, { milestones }) {
	if (!("command" in finalStep)) return [];
	const reported = milestones.filter((milestone) => milestone.type === "final-step" && "command" in milestone.finalStep).length;
	if (reported > MOST_FINAL_STEPS) return [];
	const more = reported === MOST_FINAL_STEPS ? ["The log and the summary list what else is left to do."] : [];
	return [annotation("warning", "AMI rollout: left to do", [
		finalStepWords(finalStep),
		`$ ${finalStep.command}`,
		...more
	])];
}
const annotation = (level, title, lines) => ({
	level,
	title: visible(title, 200),
	message: lines.map((line) => isCutCommand(line) ? ELSEWHERE : visible(line, LONGEST_LINE)).join("\n")
});
const isCutCommand = (line) => line.startsWith("$ ") && line.length > LONGEST_LINE;
const ELSEWHERE = "The command is too long for here: the summary has it.";
function warnings(findings) {
	const found = findings.filter(({ level }) => level === "warning");
	const shown = found.slice(0, MOST_FINDINGS).map(({ says, remedy }) => annotation("warning", "AMI rollout: found before the start", [says, remedy]));
	const more = found.length - shown.length;
	return more > 0 ? [...shown, annotation("warning", "AMI rollout: found before the start", [`${more} more; see the log.`])] : shown;
}
function ending(timeline, outcome) {
	const next = nextStep(timeline, outcome);
	if (!next) return [];
	const copied = (commands) => commands.map((command) => `$ ${command}`);
	return [annotation("error", headlineOf(timeline).says, [
		...outcomeSentences(timeline, outcome),
		...errorsBeyondTheFirst(outcome),
		`Next: ${next.says}`,
		...copied(next.commands),
		...next.diagnostics.length > 0 ? ["To see why:", ...copied(next.diagnostics)] : []
	])];
}
const errorsBeyondTheFirst = (outcome) => outcome.type === "refused" ? outcome.findings.filter(({ level }) => level === "error").slice(1).map(({ says }) => says) : [];
// src/report/command.ts
const WIDTH = 100;
const part = /(?:'[^']*'|\\.|(?! --)[^'\\])+/g;
function folded(command) {
	const lines = [];
	for (const each of command.match(part) ?? []) {
		const last = lines.at(-1);
		const longer = `${last} ${each}`;
		if (last !== void 0 && longer.length <= WIDTH) lines[lines.length - 1] = longer;
		else lines.push(last === void 0 ? each : `  ${each}`);
	}
	return lines.flatMap((line, i) => foldedJson(i < lines.length - 1 ? `${line} \\` : line));
}
const LONGEST_JSON = 106;
const member$1 = /(?:[^,"]|"[^"]*")+,?/g;
function foldedJson(line) {
	if (line.length <= LONGEST_JSON || !/^ *--[a-z-]+ '\{/.test(line)) return [line];
	const lines = [];
	for (const each of line.match(member$1) ?? []) {
		const last = lines.at(-1);
		if (last !== void 0 && last.length + each.length <= WIDTH) lines[lines.length - 1] = last + each;
		else lines.push(last === void 0 ? each : `    ${each}`);
	}
	return lines;
}
const call$1 = /(?<=^|\$\(|; |\bdo )aws [a-z0-9-]+ (?:wait )?[a-z0-9-]+/g;
const inRegion = (command, region) => region && /^[a-z0-9-]+$/.test(region) ? command.replaceAll(call$1, `$& --region ${region}`) : command;
const command = /(?<=`|<code>)aws [^`<]+|(?<=^ *\$ )aws .+/gm;
const withRegion = (text, region) => text.replaceAll(command, (each) => inRegion(each, region));
// src/report/clean-output.ts
const LONGEST = 4e3;
const REPLACEMENT = "ACCOUNT";
const inArn = /\b(arn:[\w-]+:[\w-]*:[\w-]*:)\d{12}(?=:)/g;
const cleanOutput = (text, account) => withoutAccount(visible(text, LONGEST), account);
function withoutAccount(text, account) {
	const outside = text.replace(inArn, `$1${REPLACEMENT}`);
	return /^\d{12}$/.test(account) ? outside.replace(new RegExp(`(?<!\\d)${account}(?!\\d)`, "g"), REPLACEMENT) : outside;
}
const cleanPath = (path) => visible(path, Number.POSITIVE_INFINITY);
// src/report/markdown.ts
var Markdown = class {
	#source;
	constructor(source) {
		this.#source = source;
	}
	toString() {
		return this.#source;
	}
};
const md = (texts, ...holes) => new Markdown(texts.map((text, i) => text + (i < holes.length ? sourceOf(holes[i] ?? "") : "")).join(""));
const sourceOf = (hole) => hole instanceof Markdown ? String(hole) : escaped(String(hole));
const join$1 = (pieces, separator = md` `) => new Markdown(pieces.map(sourceOf).join(String(separator)));
const blocks = (pieces) => join$1(pieces, md`\n\n`);
function escaped(text) {
	return visible(text).replace(/ +/g, " ").replace(/(#|\bGH-)(?=\d)/gi, "$1⁠").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replace(/[\\`*_[\]|~]/g, "\\$&").replaceAll("$", "&#36;").replaceAll("://", ":&#47;/").replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`).replaceAll("@", "@⁠").replace(/^ ?(?=[#+=:-])/, "\\").replace(/^( ?\d+)(?=[.)])/, "$1\\");
}
function code(text) {
	const shown = visible(text).trim();
	if (shown === "") return md`–`;
	if (shown.includes("|")) return new Markdown(`<code>${shown.replace(/[^\w .,/()-]|_/gu, entity)}</code>`);
	const fence = "`".repeat(longestRun(shown) + 1);
	const room = /^`|`$/.test(shown) ? " " : "";
	return new Markdown(`${fence}${room}${shown}${room}${fence}`);
}
const entity = (character) => `&#${character.codePointAt(0)};`;
const longestRun = (text) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
function codeBlock(lines, language) {
	const body = lines.map((line) => visible(line)).join("\n");
	const fence = "`".repeat(Math.max(3, longestRun(body) + 1));
	return new Markdown(`${fence}${language}\n${body}\n${fence}`);
}
const prose = (text) => join$1(text.split(/(`aws [^`]+`|`[\w .,:="'/()[\]{}-]+`)/).map((part, i) => i % 2 === 1 ? code(part.slice(1, -1)) : i === 0 ? part : afterCode(part)), md``);
const afterCode = (text) => new Markdown(escaped(text).replace(/^( ?)\\(?=[#+=:-])/, "$1"));
function table(head, rows, right = []) {
	const line = (cells) => `| ${cells.map((cell) => sourceOf(cell).replaceAll("\n", " ")).join(" | ")} |`;
	const rule = `|${head.map((_, column) => right.includes(column) ? "---:" : "---").join("|")}|`;
	return new Markdown([
		line(head),
		rule,
		...rows.map(line)
	].join("\n"));
}
const details = (title, body) => new Markdown(`<details><summary>${inHtml(title)}</summary>\n\n${body}\n\n</details>`);
const inHtml = (text) => visible(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("@", "@⁠");
const action_alert = (kind, body) => new Markdown([`[!${kind}]`, ...String(body).split("\n")].map((line) => `> ${line}`.trimEnd()).join("\n"));
const action_link = (label, address) => new Markdown(`[${sourceOf(label)}](${address.href.replace(/[()<>\s|\\]/g, encodeURIComponent).replaceAll("(", "%28").replaceAll(")", "%29")})`);
const lineBreak = md`  \n  `;
const bullets = (items) => join$1(items.map((item) => md`- ${item}`), md`\n`);
// src/report/words/commits.ts
const shortCommit = (sha) => sha.slice(0, 12);
const LONGEST_TITLE = 100;
const titleOf = ({ title }) => title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE).toWellFormed()}…` : title;
function comparisonWords({ answer }) {
	if ("problem" in answer) return void 0;
	const { status, aheadBy, behindBy } = answer;
	switch (status) {
		case "ahead": return `${count(aheadBy, "commit")} more`;
		case "behind": return `${count(behindBy, "commit")} fewer: the image in use has what the new one lacks`;
		case "diverged": return `${count(aheadBy, "commit")} more and ${behindBy} fewer: the two have diverged`;
		case "identical": return "the same commit";
	}
}
function earlierWords({ aheadBy, commits }, shown) {
	const left = aheadBy - Math.min(shown, commits.length);
	return left > 0 ? `… and ${count(left, "earlier commit")}` : void 0;
}
// src/report/summary/links.ts
const runFacts = ({ timeline, run }) => {
	const { now, outcome } = timeline;
	const group = groupOf(timeline);
	const failure = outcome ? codeOf(outcome) : "";
	return join$1([
		md`${outcome ? "Ended" : "As of"} ${moment(now)} after ${lengthWords(timeline)}`,
		...run.region !== void 0 && partitionOf(run.region) ? [md`${run.region}`] : [],
		...run.actor === "" ? [] : [md`started by ${run.actor}`],
		...failure === "" ? [] : [md`failure-code ${code(failure)}`],
		...commitRanges(timeline, run),
		...linked("AWS console", group === "" ? void 0 : consoleAddress(group, run.region))
	], md` · `);
};
function lengthWords({ began, now, plan, operations }) {
	const estimate = plan?.action === "roll" && operations.length > 0 ? plan.estimate.length : 0;
	return `${duration(now - began)}${estimate > 0 ? ` (estimate ${duration(estimate)})` : ""}`;
}
const commitRanges = ({ survey }, run) => (survey?.comparisons ?? []).flatMap(({ base, head, answer }) => {
	const address = "problem" in answer ? void 0 : compareAddress(run, base, head);
	return address ? [action_link(`${shortCommit(base).slice(0, 7)}…${shortCommit(head).slice(0, 7)}`, address)] : [];
});
const runLink = ({ run }) => {
	const [to] = linked("The workflow run", runAddress(run));
	return to && md`${to}`;
};
const linked = (label, address) => address ? [action_link(label, address)] : [];
function consoleAddress(group, region = "") {
	const host = partitionOf(region)?.console?.(region);
	const page = `ec2/home?region=${region}#AutoScalingGroupDetails:id=${encoded(group)};view=instanceRefresh`;
	return host === void 0 ? void 0 : new URL(`https://${host}/${page}`);
}
function runAddress({ server, repository, runId }) {
	const address = `${server}/${repository.split("/").map(encoded).join("/")}/actions/runs/${encoded(runId)}`;
	return repository !== "" && runId !== "" && /^https?:/.test(server) && URL.canParse(address) ? new URL(address) : void 0;
}
function compareAddress({ server, repository }, base, head) {
	const address = `${server}/${repository.split("/").map(encoded).join("/")}/compare/${encoded(base)}...${encoded(head)}`;
	return repository !== "" && /^https?:/.test(server) && URL.canParse(address) ? new URL(address) : void 0;
}
const encoded = (part) => encodeURIComponent(part.toWellFormed());
// src/report/outputs.ts
const reasonOf = (timeline) => timeline.outcome ? outcomeSentences(timeline, timeline.outcome).join(" ") : "";
function outputsOf(timeline, context) {
	const account = timeline.survey?.group?.account ?? "";
	const clean = (text) => cleanOutput(text, account);
	const { outcome } = timeline;
	const from = fromOf(timeline);
	const to = toOf(timeline);
	const fleetStatus = outcome && "fleetStatus" in outcome ? outcome.fleetStatus : void 0;
	const left = fleetStatus?.leftOut.filter(({ why }) => why !== "warming up") ?? [];
	const { commit = "", previous = "" } = timeline.survey ? commitsOf(timeline.survey) : {};
	return {
		outcome: outcome?.type ?? "",
		fleet: !outcome || timeline.settings?.mode === "check" ? "" : fleetStatus?.fleet ?? "unknown",
		"failure-code": outcome ? codeOf(outcome) : "",
		reason: clean(reasonOf(timeline)),
		changed: String(hasChanged(timeline.milestones)),
		"instance-refresh-id": clean(refreshOf(timeline)),
		"launch-template-id": clean((to.length > 0 ? to : from).map(({ id }) => id).join(",")),
		"launch-template-version": to.map(({ version }) => version).join(","),
		"previous-launch-template-version": from.map(({ version }) => version).join(","),
		"image-id": clean(imagesOf$1(timeline).join(",")),
		"previous-image-id": clean(from.map(({ image }) => image).join(",")),
		commit: clean(commit),
		"previous-commit": clean(previous),
		"compare-url": commit === "" || previous === "" ? "" : compareUrl(context.run, previous, commit),
		"instances-replaced": String(outcome && "replaced" in outcome ? outcome.replaced : 0),
		"instances-skipped": String(left.length),
		"duration-seconds": String(Math.round((timeline.now - timeline.began) / 1e3)),
		"console-url": consoleUrl(timeline, context.run, clean),
		"report-file": cleanPath(context.reportFile),
		"summary-file": cleanPath(context.summaryFile)
	};
}
const compareUrl = (run, previous, commit) => compareAddress(run, previous, commit)?.href ?? "";
function consoleUrl(timeline, run, clean) {
	const group = groupOf(timeline);
	const address = group === "" ? void 0 : consoleAddress(group, run.region)?.href;
	return address !== void 0 && clean(address) === address ? address : "";
}
const hasChanged = (milestones) => milestones.some((milestone, i) => wrote(milestone, milestones.slice(i + 1)));
const cancelled = (refresh) => (milestone) => {
	return (milestone.type === "waiting" ? [milestone.refresh] : milestone.type === "surveyed" ? milestone.survey.refreshes : []).some(({ id, status }) => id === refresh && hasCancel(status));
};
const changes = /* @__PURE__ */ new Set([
	"given-back",
	"restored",
	"set",
	"deleted",
	"retired",
	"archived",
	"removed",
	"written",
	"noted",
	"forgotten"
]);
function wrote(milestone, after) {
	switch (milestone.type) {
		case "pinned-image":
		case "pinned":
		case "noted": return true;
		case "prepared": return milestone.how === "made";
		case "underway": return milestone.how === "started" || milestone.how === "found";
		case "pinning": return milestone.hasTagged;
		case "rolling-back": return after.some(({ type }) => type === "underway");
		case "trial": return milestone.trial.did === "launched" || milestone.trial.did === "ended";
		case "final-step": return changes.has(milestone.finalStep.did);
		case "planned":
			if (milestone.plan.action === "revert") return !milestone.plan.isSent && after.some(({ type }) => type === "underway");
			return milestone.plan.action === "replace" && after.some(cancelled(milestone.plan.refresh.id));
		case "surveyed":
		case "claiming":
		case "checked":
		case "deleting-versions":
		case "archiving-images":
		case "waiting":
		case "watching":
		case "pinning-image":
		case "preparing":
		case "starting":
		case "evidence":
		case "concluded": return false;
	}
}
// src/rollout/plan/found-clean-up.ts
const withCleanUp = (steps, found) => steps.map((step) => {
	if (step.type === "archive-images") {
		const { archived = [] } = found.images.find(({ template }) => template === step.template) ?? {};
		return {
			...step,
			expected: archived.map(({ id }) => id)
		};
	}
	if (step.type !== "delete-old-versions") return step;
	const { versions = [], images = [] } = found.versions.find(({ template }) => template === step.template) ?? {};
	const own = images.filter(({ owner, state }) => owner === found.account && state !== "disabled");
	return {
		...step,
		expected: versions.map(({ version }) => version),
		retired: step.retires ? own.map(({ id }) => id) : []
	};
});
// src/rollout/plan/pins.ts
function replacedBy(pins) {
	if (pins.some((pin) => "former" in pin)) return "former";
	return pins.some((pin) => "parameter" in pin) ? "parameter" : "alias";
}
// src/rollout/plan/version-batches.ts
const DELETED_AT_ONCE = 200;
const deletions = (versions) => Array.from({ length: Math.ceil(versions.length / DELETED_AT_ONCE) }, (_, i) => versions.slice(i * DELETED_AT_ONCE, (i + 1) * DELETED_AT_ONCE));
// src/rollout/plan/steps.ts
const callsOf = (steps) => steps.flatMap(callsOfStep);
function callsOfStep(step) {
	switch (step.type) {
		case "note-rollout": return [call("CreateOrUpdateTags", step.group, {
			type: step.type,
			versions: numbers$1(step.versions)
		})];
		case "note-rollback-target": return [call("CreateOrUpdateTags", step.group, {
			type: step.type,
			versions: numbers$1(step.versions)
		})];
		case "create-version": return [call("CreateLaunchTemplateVersion", step.version.id, creation(step))];
		case "pin-group": return [...step.aliasTag === void 0 ? [] : [call("CreateOrUpdateTags", step.group, { type: "remember-aliases" })], call("UpdateAutoScalingGroup", step.group, {
			type: "pin",
			versions: numbers$1(step.pins.map(({ version }) => version)),
			replaces: replacedBy(step.pins)
		})];
		case "trial": return [...step.versions.map(({ version: { id, version } }) => call("RunInstances", id, {
			type: "try",
			version,
			limit: step.limit
		})), ...step.versions.map(({ version: { id } }) => call("TerminateInstances", id, { type: "end-trial" }))];
		case "end-trials": return step.instances.map((instance) => call("TerminateInstances", instance, {
			type: "end-left-trials",
			instances: [instance]
		}));
		case "start-refresh": return [call("StartInstanceRefresh", step.group, {
			type: "roll",
			versions: numbers$1(step.to)
		})];
		case "roll-back-refresh": return [call("RollbackInstanceRefresh", step.group, { type: "roll-back" })];
		case "cancel-refresh": return [call("CancelInstanceRefresh", step.group, { type: "cancel-other-refresh" })];
		case "set-default-version": {
			const { id, version } = step.version;
			return step.isDue ? [call("ModifyLaunchTemplate", id, {
				type: "set-default",
				version
			})] : [];
		}
		case "restore-aliases": return restoring(step.group, step.expected);
		case "set-parameter": return step.isDue ? [call("PutParameter", step.parameter.name, {
			type: step.type,
			image: step.image
		})] : [];
		case "delete-failed-versions": return [call("DeleteLaunchTemplateVersions", step.template, {
			type: "delete-failed",
			versions: step.expected
		})];
		case "delete-old-versions": return [...step.retired.map((image) => call("CreateTags", image, { type: "retire-image" })), ...deletions(step.expected).map((versions) => call("DeleteLaunchTemplateVersions", step.template, {
			type: "delete-versions",
			versions
		}))];
		case "archive-images": {
			const { how } = step.archive;
			const operation = how === "disable" ? "DisableImage" : "EnableImageDeprecation";
			return step.expected.map((image) => call(operation, image, { type: how }));
		}
		case "confirm-start":
		case "use-version":
		case "watch":
		case "verify-fleet":
		case "wait-for-refresh": return [];
	}
}
const call = (operation, on, purpose) => ({
	operation,
	on,
	purpose
});
const numbers$1 = (versions) => versions.map(({ version }) => version);
function creation({ version: made, replaces }) {
	const { version, image, source } = made;
	const facts = {
		version,
		from: source.version,
		image
	};
	return replaces ? {
		type: "replace-parameter",
		...facts,
		imageFrom: replaces.imageFrom
	} : {
		type: "create-version",
		...facts
	};
}
function restoring(group, { restored, isSaved, keepsTag }) {
	if (restored.length === 0) return [];
	return [...isSaved ? [] : [call("UpdateAutoScalingGroup", group, {
		type: "restore-aliases",
		aliases: restored
	})], keepsTag ? call("CreateOrUpdateTags", group, { type: "remember-other-aliases" }) : call("DeleteTags", group, { type: "forget-aliases" })];
}
// src/rollout/plan/permissions.ts
function permissionsFor(plan, on) {
	if (!("settings" in plan)) return [];
	const all = [
		...readActions(on.survey, on.settings).map((action) => ({
			action,
			for: "reads"
		})),
		...callsOf(plan.steps).map(({ operation }) => ({
			action: actionOf(operation),
			for: "changes"
		})),
		...plan.steps.some(({ type }) => type === "trial") ? [{
			action: "ec2:CreateTags",
			for: "changes"
		}] : [],
		...plan.steps.some(({ type }) => type === "archive-images") ? archivePermissions : [],
		...on.settings.verify?.onInstance ? ["ssm:SendCommand", "ssm:CancelCommand"].map((action) => ({
			action,
			for: "changes"
		})) : [],
		...launchActions(on.survey).map((action) => ({
			action,
			for: "launch"
		})),
		...undoActions(plan, on.settings).map((action) => ({
			action,
			for: "undo"
		}))
	];
	return all.filter(({ action }, i) => all.findIndex((each) => each.action === action) === i).toSorted((a, b) => uses.indexOf(a.for) - uses.indexOf(b.for) || (a.action < b.action ? -1 : 1));
}
const archivePermissions = [
	"ec2:DescribeImageReferences",
	"ec2:DescribeImageAttribute",
	"autoscaling:DescribeLaunchConfigurations",
	"ssm:DescribeParameters",
	"ssm:GetParameters",
	"imagebuilder:ListImageRecipes",
	"imagebuilder:ListContainerRecipes",
	"imagebuilder:GetContainerRecipe"
].map((action) => ({
	action,
	for: "reads"
}));
const uses = [
	"reads",
	"launch",
	"changes",
	"undo"
];
const actionOf = (operation) => `${ofEc2.test(operation) ? "ec2" : operation === "PutParameter" ? "ssm" : "autoscaling"}:${operation}`;
const ofEc2 = /LaunchTemplate|Image|^(Run|Terminate)Instances$|^CreateTags$/;
const readActions = ({ group, templates }, { alarms, images, setParameter, verify }) => [
	"autoscaling:DescribeAutoScalingGroups",
	"autoscaling:DescribeInstanceRefreshes",
	"autoscaling:DescribeLifecycleHooks",
	"autoscaling:DescribeScalingActivities",
	...group?.hasWarmPool ? ["autoscaling:DescribeWarmPool"] : [],
	"ec2:DescribeImages",
	"ec2:DescribeInstanceStatus",
	"ec2:DescribeInstanceTypes",
	"ec2:DescribeInstances",
	"ec2:DescribeLaunchTemplateVersions",
	"ec2:DescribeLaunchTemplates",
	...group?.targetGroups.some((each) => !isClassic(each)) ? [
		"elasticloadbalancing:DescribeLoadBalancers",
		"elasticloadbalancing:DescribeTargetGroupAttributes",
		"elasticloadbalancing:DescribeTargetGroups",
		"elasticloadbalancing:DescribeTargetHealth"
	] : [],
	...group?.targetGroups.some(isClassic) ? [
		"elasticloadbalancing:DescribeInstanceHealth",
		"elasticloadbalancing:DescribeLoadBalancerAttributes",
		"elasticloadbalancing:DescribeLoadBalancers"
	] : [],
	...alarms.length > 0 ? ["cloudwatch:DescribeAlarms"] : [],
	...setParameter !== void 0 || images.some(({ from }) => from === "parameter") ? ["ssm:GetParameter"] : [],
	...foundTemplates(templates).some(({ parameter }) => parameter) ? ["ssm:GetParameters"] : [],
	...verify?.onInstance ? [
		"ssm:DescribeInstanceInformation",
		"ssm:GetCommandInvocation",
		"ssm:ListCommandInvocations",
		"ssm:ListCommands"
	] : []
];
function launchActions({ templates }) {
	const versions = foundTemplates(templates).flatMap((each) => [each.saved, launchedVersion(each)]);
	return [
		"ec2:RunInstances",
		...versions.some((each) => has(each, "TagSpecifications")) ? ["ec2:CreateTags"] : [],
		...versions.some((each) => has(each, "IamInstanceProfile")) ? ["iam:PassRole"] : []
	];
}
const has = ({ data }, member) => {
	const value = data[member];
	return Array.isArray(value) ? value.length > 0 : value !== void 0;
};
const undoActions = ({ steps }, { onFailure, onCancel, failedVersion }) => {
	const actions = /* @__PURE__ */ new Set([onFailure, onCancel]);
	return [
		"ec2:GetConsoleOutput",
		...actions.has("rollback") ? ["autoscaling:RollbackInstanceRefresh"] : [],
		...failedVersion === "delete" && steps.some(({ type }) => type === "create-version") ? ["ec2:DeleteLaunchTemplateVersions"] : [],
		...actions.has("rollback") || actions.has("cancel") ? ["autoscaling:CancelInstanceRefresh"] : []
	];
};
// src/report/preview.ts
function previewOf({ plan, settings, survey, milestones }) {
	if (!plan || !survey || settings?.mode !== "plan" || plan.action === "refuse") return void 0;
	const steps = withCleanUp(plan.steps, {
		account: survey.group?.account ?? "",
		versions: milestones.flatMap((milestone) => milestone.type === "deleting-versions" ? [milestone.cleanUp] : []),
		images: milestones.flatMap((milestone) => milestone.type === "archiving-images" ? [milestone.cleanUp] : [])
	});
	const asFound = {
		...plan,
		steps
	};
	return {
		plan: asFound,
		calls: callsOf(steps),
		permissions: permissionsFor(asFound, {
			survey,
			settings
		})
	};
}
// src/report/json/values.ts
const withoutUndefined = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== void 0));
const isoTime = (at) => new Date(at).toISOString();
const timeIfKnown = (at) => at === void 0 ? void 0 : isoTime(at);
const versionJson = ({ id, name, version, image }) => ({
	id,
	name,
	version,
	image
});
const savedVersionJson = (saved) => ({
	...versionJson(saved),
	description: saved.description,
	created: isoTime(saved.created)
});
const findingJson = ({ level, rule, says, remedy }) => ({
	level,
	rule,
	says,
	remedy
});
const problemJson = ({ kind, operation, code, message }) => ({
	kind,
	operation,
	code,
	message
});
const seconds = (ms) => ms === void 0 ? void 0 : ms / 1e3;
const preferencesJson = (asked) => withoutUndefined({
	minHealthyPercentage: asked.minHealthyPercentage,
	maxHealthyPercentage: asked.maxHealthyPercentage,
	instanceWarmup: seconds(asked.instanceWarmup),
	bakeTime: seconds(asked.bakeTime),
	skipMatching: asked.skipMatching,
	autoRollback: asked.autoRollback,
	scaleInProtectedInstances: asked.scaleInProtectedInstances,
	standbyInstances: asked.standbyInstances,
	checkpoints: asked.checkpoints,
	checkpointDelay: seconds(asked.checkpointDelay),
	alarms: asked.alarms
});
const refreshJson = (of) => withoutUndefined({
	id: of.id,
	status: of.status,
	percent: of.percent,
	left: of.left,
	reason: of.reason,
	rollbackReason: of.rollbackReason,
	began: timeIfKnown(of.began),
	ended: timeIfKnown(of.ended),
	to: of.to?.map(({ template, version }) => ({
		template,
		version
	})),
	preferences: preferencesJson(of.preferences)
});
const instanceJson = (of) => withoutUndefined({
	id: of.id,
	type: of.type,
	zone: of.zone,
	lifecycle: of.lifecycle,
	healthy: of.healthy,
	protectedFromScaleIn: of.protectedFromScaleIn,
	template: of.template && {
		id: of.template.id,
		version: of.template.version
	},
	weight: of.weight
});
const targetJson = ({ targetGroup, instance, state, reason, description, withoutTraffic }) => withoutUndefined({
	targetGroup,
	instance,
	state,
	reason,
	description,
	withoutTraffic
});
const imageJson = (of) => withoutUndefined({
	id: of.id,
	name: of.name,
	state: of.state,
	architecture: of.architecture,
	owner: of.owner,
	commit: of.commit,
	source: of.source && withoutUndefined({
		image: of.source.image,
		region: of.source.region
	}),
	scan: of.scan && withoutUndefined({
		at: isoTime(of.scan.at),
		severity: of.scan.severity
	}),
	created: timeIfKnown(of.created),
	deprecated: timeIfKnown(of.deprecated)
});
const ec2InstanceJson = (of) => withoutUndefined({
	image: of.image,
	launched: isoTime(of.launched),
	state: of.state,
	address: of.address,
	reason: of.reason
});
const running = ({ template, instances }) => withoutUndefined({
	template: template && {
		id: template.id,
		version: template.version
	},
	instances
});
const fleetStatusJson = (of) => withoutUndefined({
	fleet: of.fleet,
	covered: of.covered,
	onTarget: of.onTarget,
	runs: of.runs.map(running),
	leftOut: of.leftOut.map(({ instance, why }) => ({
		instance,
		why
	})),
	warmPool: of.warmPool.map(running),
	withoutTraffic: of.withoutTraffic.map(({ instance, by }) => ({
		instance,
		by
	})),
	active: of.active && {
		id: of.active.id,
		status: of.active.status
	},
	byHand: of.byHand
});
const failureJson = (of) => withoutUndefined({
	code: of.code,
	reason: "reason" in of ? of.reason : void 0,
	says: rowOf(of).sentence,
	since: "since" in of ? isoTime(of.since) : void 0,
	limit: "limit" in of ? of.limit : void 0,
	limitMs: "limitMs" in of ? of.limitMs : void 0,
	instances: instancesIn(of),
	targetGroups: "short" in of ? of.short.map(({ targetGroup, instances, states, healthy, judged }) => ({
		targetGroup,
		instances,
		states,
		healthy,
		judged
	})) : void 0,
	status: "status" in of ? of.status : void 0,
	alarms: "alarms" in of ? of.alarms.map(({ name }) => name) : void 0,
	problem: "problem" in of ? problemJson(of.problem) : void 0,
	findings: "findings" in of ? of.findings.map(findingJson) : void 0
});
function instancesIn(of) {
	if ("instances" in of) return of.instances;
	if ("instance" in of) return [of.instance];
	if ("known" in of) return of.known.map(({ id }) => id);
	return "verified" in of && of.verified.on ? [of.verified.on.instance] : void 0;
}
const rollbackJson = ({ how, end, failure }) => withoutUndefined({
	how,
	end,
	failure: failure && failureJson(failure)
});
// src/report/json/plan.ts
const termsIn = (of) => withoutUndefined({
	preferences: preferencesJson(of.preferences),
	targetHealthTimeout: of.targetHealthTimeout,
	maxLaunchFailures: of.maxLaunchFailures,
	verify: of.verify && {
		checkpoint: of.verify.checkpoint,
		bake: of.verify.bake
	},
	pollInterval: of.pollInterval,
	timeout: of.timeout,
	onFailure: of.onFailure,
	onCancel: of.onCancel
});
const planAction = ({ action }) => action === "resume-rollback" ? "resume" : action;
const planIn = (of) => withoutUndefined({
	action: planAction(of),
	findings: of.findings.map(findingJson),
	fleetStatus: fleetStatusJson(of.fleetStatus),
	code: "code" in of ? of.code : void 0,
	refresh: "refresh" in of ? refreshJson(of.refresh) : void 0,
	from: "from" in of ? of.from.templates.map(versionJson) : void 0,
	to: "to" in of ? of.to.templates.map(versionJson) : void 0,
	settings: "settings" in of ? termsIn(of.settings) : void 0,
	timeout: "timeout" in of ? of.timeout : void 0,
	healthy: "healthy" in of ? of.healthy : void 0,
	isRollback: "isRollback" in of ? of.isRollback : void 0,
	pins: "steps" in of ? pinsIn(of.steps) : void 0,
	changes: "changes" in of ? of.changes.map(moveIn) : void 0,
	estimate: of.action === "roll" ? {
		replaced: of.estimate.replaced,
		batches: of.estimate.batches,
		size: of.estimate.size,
		stay: of.estimate.stay,
		extra: of.estimate.extra,
		fewer: of.estimate.fewer,
		trial: of.estimate.trial,
		pauses: of.estimate.pauses,
		length: of.estimate.length,
		hooks: of.estimate.hooks,
		longest: of.estimate.longest
	} : void 0,
	isTemplateOnly: of.action === "roll" ? of.isTemplateOnly : void 0
});
const moveIn = (change) => {
	const { template, from, to, differences } = change;
	return withoutUndefined({
		template: {
			id: template.id,
			name: template.name
		},
		from: versionJson(from),
		...isToBeMade(change) ? { image: to.image } : { to: versionJson(to) },
		differences: differences.map(({ path, from, to }) => ({
			path,
			from: from ?? null,
			to: to ?? null
		}))
	});
};
const pinsIn = (steps) => {
	const pins = steps.flatMap((step) => step.type === "pin-group" ? step.pins : []);
	return pins.length > 0 ? pins.map(pinIn$1) : void 0;
};
const pinIn$1 = (pin) => {
	const { id, name, version: number } = pin.version;
	if ("former" in pin) return {
		id,
		name,
		version: number,
		former: pin.former
	};
	return "alias" in pin ? {
		id,
		name,
		version: number,
		alias: pin.alias
	} : {
		id,
		name,
		version: number,
		parameter: pin.parameter,
		image: pin.version.image
	};
};
const previewIn = ({ calls, permissions }) => ({
	steps: calls.map(({ operation, on, purpose }) => ({
		call: operation,
		on,
		why: withoutUndefined({
			to: purpose.type,
			version: "version" in purpose ? purpose.version : void 0,
			versions: "versions" in purpose ? purpose.versions : void 0,
			from: "from" in purpose ? purpose.from : void 0,
			image: "image" in purpose ? purpose.image : void 0,
			aliases: "aliases" in purpose ? purpose.aliases : void 0
		})
	})),
	permissions: permissions.map(({ action, for: use }) => ({
		action,
		for: use
	}))
});
const driftIn = ({ saved, compared, drifted, moved, aliasesToRestore, trials, active }) => withoutUndefined({
	saved: saved.map(versionJson),
	compared,
	drifted: drifted.map(({ instance, lifecycle, differs, template, image, age, leftOut }) => withoutUndefined({
		instance,
		lifecycle,
		differs,
		template: template && {
			id: template.id,
			version: template.version
		},
		image,
		age,
		leftOut
	})),
	moved: moved && withoutUndefined({
		left: moved.left.map(versionJson),
		ended: moved.ended === void 0 ? void 0 : isoTime(moved.ended)
	}),
	aliasesToRestore: aliasesToRestore.map(({ saved, alias, means }) => ({
		saved: versionJson(saved),
		alias,
		means
	})),
	trials: trials.map(({ instance, run, attempt, until }) => ({
		instance,
		run,
		attempt,
		until: isoTime(until)
	})),
	active: active && {
		refresh: refreshJson(active.refresh),
		onTheWay: active.onTarget
	}
});
// src/report/json/trial.ts
const trialIn = (trial) => {
	const place = "launch" in trial ? trial.launch.place : "place" in trial ? trial.place : {};
	return withoutUndefined({
		did: trial.did,
		template: "launch" in trial ? trial.launch.template : void 0,
		version: "launch" in trial ? trial.launch.version : void 0,
		versions: "versions" in trial ? trial.versions : void 0,
		subnet: place.subnet,
		instanceType: place.type,
		instances: trialInstances(trial),
		isSpot: "isSpot" in trial ? trial.isSpot : void 0,
		says: "known" in trial ? instanceWords(trial.known) : void 0,
		problem: "problem" in trial && trial.problem ? problemJson(trial.problem) : void 0,
		command: "command" in trial ? trial.command : void 0
	});
};
function trialInstances(trial) {
	if ("instances" in trial) return trial.instances;
	if ("known" in trial) return [trial.known.id];
	return "instance" in trial ? [trial.instance] : void 0;
}
// src/report/json/course.ts
const outcomeIn = (of) => withoutUndefined({
	type: of.type,
	fleetStatus: "fleetStatus" in of ? fleetStatusJson(of.fleetStatus) : void 0,
	replaced: "replaced" in of ? of.replaced : void 0,
	code: "code" in of ? of.code : void 0,
	findings: "findings" in of ? of.findings.map(findingJson) : void 0,
	failure: "failure" in of ? failureJson(of.failure) : void 0,
	rollback: "rollback" in of ? rollbackJson(of.rollback) : void 0
});
const operationIn = ({ at, how, operation, points, statuses, last }) => withoutUndefined({
	at: isoTime(at),
	how,
	operation: {
		type: operation.type,
		refresh: refreshIdOf(operation) ?? "",
		from: operation.from.templates.map(versionJson),
		to: operation.to.templates.map(versionJson),
		isRollback: operation.isRollback,
		began: isoTime(operation.began),
		deadline: isoTime(operation.deadline)
	},
	points: points.map(({ at, total, onTarget, starting, leaving, healthy, healthyOnTarget, percent }) => withoutUndefined({
		at: isoTime(at),
		total,
		onTarget,
		starting,
		leaving,
		healthy,
		healthyOnTarget,
		percent
	})),
	statuses: statuses.map(({ at, status }) => ({
		at: isoTime(at),
		status
	})),
	last: last && lastIn(last)
});
const lastIn = ({ at, refresh: seen, desired, saved, instances, targets, ec2Instances, unread }) => withoutUndefined({
	at: isoTime(at),
	refresh: seen && refreshJson(seen),
	desired,
	saved: saved.map(({ id, version }) => ({
		id,
		version
	})),
	instances: instances.map(instanceJson),
	targets: targets.map(targetJson),
	ec2Instances: Object.fromEntries([...ec2Instances].map(([id, of]) => [id, ec2InstanceJson(of)])),
	unread: unread.map((each) => withoutUndefined({
		part: each.part,
		targetGroup: each.part === "targets" ? each.targetGroup : void 0,
		problem: problemJson(each.problem)
	}))
});
function eventIn(milestone) {
	const at = isoTime(milestone.at);
	switch (milestone.type) {
		case "surveyed":
		case "checked":
		case "claiming": return {
			at,
			type: milestone.type
		};
		case "planned": return {
			at,
			type: milestone.type,
			action: planAction(milestone.plan)
		};
		case "waiting": return {
			at,
			type: milestone.type,
			refresh: refreshJson(milestone.refresh)
		};
		case "watching": return watchingIn(at, milestone.search);
		case "noted": return {
			at,
			type: milestone.type,
			versions: milestone.versions
		};
		case "pinning-image":
		case "preparing": return {
			at,
			type: milestone.type,
			source: versionJson(milestone.source),
			image: milestone.image
		};
		case "pinned-image": return {
			at,
			type: milestone.type,
			version: versionJson(milestone.version)
		};
		case "pinning":
		case "pinned": return {
			at,
			type: milestone.type,
			pins: milestone.pins.map(pinIn)
		};
		case "prepared": return {
			at,
			type: milestone.type,
			to: versionJson(milestone.to),
			how: milestone.how
		};
		case "starting": return {
			at,
			type: milestone.type,
			settings: termsIn(milestone.settings)
		};
		case "underway": return {
			at,
			type: milestone.type,
			settings: termsIn(milestone.settings),
			how: milestone.how,
			refresh: refreshIdOf(milestone.operation) ?? ""
		};
		case "evidence": return {
			at,
			type: milestone.type,
			evidence: evidenceIn(milestone.evidence)
		};
		case "rolling-back": return {
			at,
			type: milestone.type,
			failure: failureJson(milestone.failure),
			how: milestone.how
		};
		case "deleting-versions": {
			const { template, keep, versions } = milestone.cleanUp;
			return {
				at,
				type: milestone.type,
				template,
				keep,
				versions: versions.map(({ version }) => version)
			};
		}
		case "archiving-images": {
			const { template, archive, archived, kept } = milestone.cleanUp;
			return {
				at,
				type: milestone.type,
				template,
				keep: archive.keep,
				how: archive.how,
				archived: archived.map(({ id }) => id),
				kept: kept.map(keptIn)
			};
		}
		case "final-step": return {
			at,
			type: milestone.type,
			finalStep: finalStepIn(milestone.finalStep)
		};
		case "trial": return {
			at,
			type: milestone.type,
			trial: trialIn(milestone.trial)
		};
		case "concluded": return {
			at,
			type: milestone.type,
			outcome: milestone.outcome.type
		};
	}
}
function watchingIn(at, search) {
	const { did } = search;
	const [watched, refresh] = did === "found" ? [search.watched.type, "refresh" in search.watched ? search.watched.refresh : search.watched.newest] : [void 0, search.newest];
	return withoutUndefined({
		at,
		type: "watching",
		did,
		watched,
		refresh: refresh && refreshJson(refresh)
	});
}
const pinIn = (pin) => withoutUndefined({
	id: pin.id,
	name: pin.name,
	version: pin.version,
	alias: "alias" in pin ? pin.alias : void 0,
	parameter: "parameter" in pin ? pin.parameter : void 0,
	image: "image" in pin ? pin.image : void 0,
	former: "former" in pin ? pin.former : void 0
});
const keptIn = ({ image, because }) => withoutUndefined({
	image: image.id,
	why: because.why,
	by: userIn(because)
});
function userIn(because) {
	switch (because.why) {
		case "rollback-target": return String(because.version);
		case "version": return `${because.name} ${because.version}`;
		case "instance": return because.instance;
		case "override": return because.group;
		case "launch-configuration": return because.name;
		case "state": return because.state;
		case "reference": return `${because.type} ${because.resource}`;
		default: return;
	}
}
const finalStepIn = (finalStep) => withoutUndefined({
	what: finalStep.what,
	did: finalStep.did,
	alias: "alias" in finalStep ? finalStep.alias : void 0,
	of: "of" in finalStep ? finalStep.of : void 0,
	name: "name" in finalStep ? finalStep.name : void 0,
	image: "image" in finalStep ? finalStep.image : void 0,
	template: "template" in finalStep ? finalStep.template : void 0,
	version: "version" in finalStep ? finalStep.version : void 0,
	why: "why" in finalStep ? finalStep.why : void 0,
	believed: "believed" in finalStep ? finalStep.believed : void 0,
	versions: "versions" in finalStep ? finalStep.versions : void 0,
	undeleted: "undeleted" in finalStep ? finalStep.undeleted.map(({ version, code, message }) => ({
		version,
		code,
		message
	})) : void 0,
	how: "how" in finalStep ? finalStep.how : void 0,
	images: "images" in finalStep ? finalStep.images : void 0,
	unarchived: "left" in finalStep ? finalStep.left.map(({ image, code, message }) => ({
		image,
		code,
		message
	})) : void 0,
	problem: "problem" in finalStep ? finalStep.problem : void 0,
	command: "command" in finalStep ? finalStep.command : void 0,
	refresh: "refreshId" in finalStep ? finalStep.refreshId : void 0
});
const countedIn = ({ text, count }) => ({
	text,
	count
});
const evidenceIn = ({ launches, causes, instances, console }) => withoutUndefined({
	launches: launches.map(countedIn),
	causes: causes.map(countedIn),
	instances: instances.map((known) => ({
		instance: known.id,
		says: instanceWords(known)
	})),
	console: console && {
		instance: console.instance,
		lines: console.lines
	}
});
// src/report/json/survey.ts
const policyIn = (of) => withoutUndefined({
	mode: of.mode,
	group: of.group,
	images: of.currentImage ? ["current"] : of.images.map(asked$1),
	templateVersion: of.templateVersion,
	to: of.to,
	run: {
		id: of.run.id,
		sha: of.run.sha
	},
	minHealthyPercentage: of.minHealthyPercentage,
	maxHealthyPercentage: of.maxHealthyPercentage,
	instanceWarmup: of.instanceWarmup,
	bakeTime: of.bakeTime,
	targetHealthTimeout: of.targetHealthTimeout,
	maxLaunchFailures: of.maxLaunchFailures,
	checkpoints: of.checkpoints,
	checkpointDelay: of.checkpointDelay,
	alarms: of.alarms,
	verify: of.verify !== void 0,
	verifyOnInstance: of.verify?.onInstance ?? false,
	trialTimeout: of.trial?.timeout,
	skipMatching: of.skipMatching,
	scaleInProtectedInstances: of.scaleInProtectedInstances,
	standbyInstances: of.standbyInstances,
	timeout: of.timeout,
	pollInterval: of.pollInterval,
	onFailure: of.onFailure,
	onCancel: of.onCancel,
	onConflict: of.onConflict,
	onStale: of.onStale,
	ssmTemplate: of.ssmTemplate,
	setDefaultVersion: of.setDefaultVersion,
	setParameter: of.setParameter,
	failedVersion: of.failedVersion,
	keepTemplateVersions: of.keepTemplateVersions,
	archive: of.archive && {
		keep: of.archive.keep,
		how: of.archive.how
	}
});
function templateIn(template) {
	const { id, name, version } = template.named;
	const [current, target, launch] = [
		currentImage(template),
		targetImage(template),
		launchProblem(template)
	];
	return withoutUndefined({
		named: {
			id,
			name,
			version
		},
		saved: template.type === "found" ? savedVersionJson(template.saved) : void 0,
		current: current && imageJson(current),
		target: target && imageJson(target),
		launch: launch && problemJson(launch)
	});
}
const surveyIn = (of) => ({
	group: of.group ? groupIn(of.group) : null,
	images: of.images.map(candidateIn),
	templates: of.templates.map(templateIn),
	refreshes: of.refreshes.map(refreshJson),
	targets: of.targets.map(targetJson),
	targetGroups: of.targetGroups.map((each) => ({
		arn: each.arn,
		name: each.name,
		checked: each.checked,
		seconds: timeToHealthy(each) / 1e3
	})),
	alarms: Object.fromEntries([...of.alarms].map(([name, { state }]) => [name, state])),
	hooks: (of.launchEnvironment?.hooks ?? []).map(({ name, at, timeout }) => ({
		name,
		at,
		timeout: timeout / 1e3
	})),
	comparisons: of.comparisons.map(comparisonIn),
	problems: [...of.problems, ...of.launchEnvironment?.unchecked ?? []].map(problemJson)
});
const comparisonIn = ({ base, head, answer }) => "problem" in answer ? {
	base,
	head,
	problem: answer.problem
} : {
	base,
	head,
	status: answer.status,
	aheadBy: answer.aheadBy,
	behindBy: answer.behindBy,
	commits: answer.commits.map(({ sha, title }) => ({
		sha,
		title
	}))
};
const groupIn = (of) => withoutUndefined({
	at: isoTime(of.at),
	name: of.name,
	account: of.account,
	desired: of.desired,
	min: of.min,
	max: of.max,
	form: of.form,
	templates: of.templates.map(({ id, name, version }) => ({
		id,
		name,
		version
	})),
	healthCheckType: of.healthCheckType,
	healthCheckGracePeriod: of.healthCheckGracePeriod / 1e3,
	defaultInstanceWarmup: of.defaultInstanceWarmup === void 0 ? void 0 : of.defaultInstanceWarmup / 1e3,
	maintenance: of.maintenance && {
		minHealthyPercentage: of.maintenance.minHealthyPercentage,
		maxHealthyPercentage: of.maintenance.maxHealthyPercentage
	},
	subnets: of.subnets,
	targetGroups: of.targetGroups,
	unwatched: of.unwatched,
	suspended: of.suspended,
	tags: Object.fromEntries(of.tags),
	instances: of.instances.map(instanceJson)
});
function candidateIn(of) {
	const image = candidateImage(of);
	const source = of.type === "resolved" ? of.source : void 0;
	return withoutUndefined({
		asked: asked$1(of.ref),
		id: candidateId(of),
		image: image && imageJson(image),
		source: source && sourceIn(source),
		unresolved: of.type === "unresolved" ? of.unresolved.type : void 0,
		overtakenBy: of.type === "overtaken" ? of.meansNow ?? null : void 0
	});
}
const sourceIn = (source) => source.from === "parameter" ? withoutUndefined({
	from: source.from,
	version: source.version,
	changed: source.changed === void 0 ? void 0 : isoTime(source.changed)
}) : {
	from: source.from,
	of: source.of
};
// src/report/json/report.ts
function reportOf(timeline) {
	const { began, now, settings, survey, plan, drift, to, operations, milestones, outcome } = timeline;
	const preview = previewOf(timeline);
	return {
		schema: 1,
		began: isoTime(began),
		now: isoTime(now),
		outcome: outcome ? outcomeIn(outcome) : null,
		exit: outcome ? exitOf(outcome) : null,
		failureCode: outcome ? codeOf(outcome) : null,
		reason: reasonOf(timeline),
		settings: settings ? policyIn(settings) : null,
		survey: survey ? surveyIn(survey) : null,
		plan: plan ? planIn(plan) : null,
		preview: preview ? previewIn(preview) : null,
		drift: drift ? driftIn(drift) : null,
		to: to.map(versionJson),
		operations: operations.map(operationIn),
		events: milestones.map(eventIn)
	};
}
// src/report/log/line.ts
const action_text = (words, tone) => ({
	type: "text",
	text: words,
	...tone && { tone }
});
const timed = (at, words, tone) => action_text(`${clock(at)}  ${words}`, tone);
const HEARTBEAT = 12e4;
const isHeartbeatDue = (anchor, before, now, every = HEARTBEAT) => Math.floor((now - anchor) / every) > Math.floor((before - anchor) / every);
const signs = {
	error: "✖",
	warning: "⚠",
	note: "·"
};
const tones = {
	error: "bad",
	warning: "warning",
	note: "quiet"
};
const findingLines = ({ level, says, remedy }) => [action_text(`${signs[level]} ${says}`, tones[level]), action_text(`  → ${remedy}`)];
const colours$1 = {
	good: 32,
	bad: 31,
	warning: 33,
	quiet: 90
};
function printed(line, colour = false) {
	if (line.type === "end") return "::endgroup::";
	const words = withoutCommands(line.text);
	if (line.type === "group") return `::group::${words.replaceAll("%", "%25")}`;
	return colour && line.tone ? `\u001b[${colours$1[line.tone]}m${words}\u001b[0m` : words;
}
// src/report/log/conclusion.ts
function conclusionLines(timeline, outcome) {
	const took = `Took ${duration(timeline.now - timeline.began)}.`;
	if (exitOf(outcome) === 0) return [timed(timeline.now, `✔ ${verdictOf(timeline, outcome)} ${took}`, "good")];
	const verdict = timed(timeline.now, `✖ ${headlineOf(timeline).says}. ${took}`, "bad");
	return outcome.type === "refused" ? [verdict, ...outcome.findings.flatMap(findingLines)] : [verdict];
}
// src/report/words/template.ts
const rollbackReasonWords = {
	chain: "The newest version in use was made from this one; versions whose rollout did not succeed are passed over.",
	history: "This is the newest lower version that a successful instance refresh named.",
	asked: "This is the version that was asked for.",
	noted: "This is the version that an earlier attempt of this run rolled back to, as its tag on the group says.",
	"newest-with-image": "This is the newest version that ran the image that was asked for.",
	stays: "It stays on the version that the group has saved."
};
const differenceWords = ({ path, from, to }) => `${path}: ${valueWords(from)} → ${valueWords(to)}`;
const valueWords = (value) => value === void 0 ? "not set" : `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`;
// src/report/log/plan.ts
function planLines(plan, timeline) {
	if (plan.action === "refuse") return [];
	const found = newFindings(plan, timeline).flatMap(findingLines);
	return "settings" in plan ? [
		{
			type: "group",
			text: "Instance refresh settings and limits"
		},
		...termsWords(plan, timeline).map((words) => action_text(words)),
		{ type: "end" },
		...differenceLines(plan),
		...found
	] : found;
}
function differenceLines(plan) {
	if (plan.action !== "roll") return [];
	const several = plan.changes.length > 1;
	return plan.changes.flatMap((move) => moveLines(move, several ? `${move.template.name}: ` : ""));
}
function moveLines({ why: rollbackTarget, differences }, of) {
	const rest = differences.filter(({ path }) => path !== "ImageId");
	if (!rollbackTarget) return changeLines(rest, `${of}Besides the image it changes`);
	const why = action_text(`  ${of}${rollbackReasonWords[rollbackTarget]}`);
	if (rollbackTarget === "stays") return [why];
	if (rest.length === 0) return [why, action_text(`  ${of}The launch template versions differ in nothing but the image.`)];
	return [why, ...changeLines(rest, `${of}Besides the image it brings back`)];
}
const changeLines = (changed, title) => changed.length === 0 ? [] : [
	{
		type: "group",
		text: `${title} ${count(changed.length, "setting")} of the launch template`
	},
	...changed.map((difference) => action_text(differenceWords(difference))),
	{ type: "end" }
];
function termsWords(plan, timeline) {
	const { settings, timeout, coverage } = plan;
	const { preferences: asked, onFailure, onCancel, targetHealthTimeout } = settings;
	const left = coverage.leftOut.map(({ instance, why }) => `Left out: ${instance} (${why})`);
	return [
		`At least ${asked.minHealthyPercentage} % healthy, at most ${asked.maxHealthyPercentage} % of the desired capacity${plan.action === "roll" ? room(plan) : ""}`,
		`Warm-up ${duration(asked.instanceWarmup)}, bake time ${duration(asked.bakeTime)}, target health within ${duration(targetHealthTimeout)}`,
		...trialLimitWords(plan),
		...waitsWords(settings.waits),
		`Time limit ${duration(timeout)}; on failure: ${onFailure}; on cancel: ${onCancel}`,
		...left,
		...jobWords(settings, timeline)
	];
}
const trialLimitWords = ({ steps }) => steps.flatMap((step) => step.type === "trial" ? [`Trial first: one instance of each new version outside the group, within ${duration(step.limit)}`] : []);
function jobWords({ handOver, timeout }, { began, settings }) {
	const longest = handOver ?? 2 * timeout;
	const isPlan = settings?.mode === "plan";
	if (!isPlan && (handOver === void 0 ? longest <= LONGEST_JOB : timeout <= handOver)) return [];
	const [job, time] = isPlan ? ["A job that deploys this", `for ${duration(longest)}`] : ["The job", `until ${clock(began + longest)} UTC`];
	return handOver === void 0 ? [`${job} may have to last ${time}, for the rollout and its rollback: nothing is handed over`] : [`${job} must last ${time}: what still goes on then is handed over to a later job of the run`];
}
const LONGEST_JOB = 216e5;
const SHORT_DRAIN = 9e4;
function waitsWords({ launchHook, terminationHook, deregistrationDelay, registration }) {
	const hooks = [...launchHook > 0 ? [`up to ${duration(launchHook)} for each launch`] : [], ...terminationHook > 0 ? [`up to ${duration(terminationHook)} for each termination`] : []];
	return [
		...hooks.length > 0 ? [`Lifecycle hooks: ${hooks.join(", ")}, longer while heartbeats are recorded: in the time limit, and no stall`] : [],
		...deregistrationDelay > SHORT_DRAIN ? [`Deregistration delay: ${duration(deregistrationDelay)} for each batch: in the time limit, and no stall`] : [],
		...registration > 0 ? [`Network Load Balancer: up to ${duration(registration)} until a new target is healthy, and not judged before`] : []
	];
}
const room = ({ estimate: { extra, fewer } }) => `: up to ${count(extra, "instance")} more, ${fewer === 0 ? "none" : `up to ${fewer}`} fewer for a while`;
// src/report/milestones.ts
function milestoneWords(milestone, timeline) {
	switch (milestone.type) {
		case "surveyed": return surveyWords(milestone);
		case "planned": return planWords(milestone, timeline);
		case "waiting": return `Waiting for another instance refresh: ${refreshWords(milestone.refresh)}`;
		case "watching": return watchingWords(milestone.search);
		case "pinning-image": return `Version ${milestone.source.version} of ${milestone.source.id} names its image by a parameter: a version is made from it with ${milestone.image}`;
		case "pinned-image": return `Version ${milestone.version.version}${ofTemplate(milestone.version, timeline)} is made`;
		case "pinning": return milestone.pins.map((pin) => pinWords(pin, milestone.pins.length > 1)).join("; ");
		case "prepared": return preparedWords(milestone, timeline);
		case "trial": return trialWords(milestone.trial);
		case "starting": return milestone.operation.type === "native-rollback" ? "Asking AWS to roll the instance refresh back" : void 0;
		case "underway": return underwayWords(milestone);
		case "rolling-back": return `↩ ${rollbackReports[milestone.how]}${milestone.failure.code === "cancelled" ? `: ${rowOf(milestone.failure).sentence}` : ""}`;
		case "deleting-versions": return cleanUpWords(milestone.cleanUp, isPreview(timeline));
		case "archiving-images": return imageCleanUpWords(milestone.cleanUp, isPreview(timeline));
		case "final-step": return finalStepWords(milestone.finalStep);
		case "preparing":
		case "checked":
		case "claiming":
		case "noted":
		case "pinned":
		case "evidence":
		case "concluded": return;
	}
}
function pinWords(pin, isOneOfSeveral) {
	const { name, version } = pin;
	const of = isOneOfSeveral ? ` of ${name}` : "";
	if ("former" in pin) return `The group has version ${pin.former} saved, and a failed rollout could not return to it: it is set to version ${version} for the rollout`;
	return "alias" in pin ? `The group follows ${pin.alias}${of}: it is pinned to version ${version}, which that means now` : `The group is pinned to version ${version}${of} with ${pin.image}, and does not follow the parameter ${pin.parameter} any more`;
}
const ofTemplate = ({ name }, { survey }) => survey && survey.templates.length > 1 ? ` of ${name}` : "";
function surveyWords({ survey, settings }) {
	const { group, templates, warmPool } = survey;
	if (!group) return `Read ${settings.group}`;
	const saved = foundTemplates(templates).map((each) => each.saved);
	const template = saved.length > 0 ? `, template ${driftedVersionWords(saved)}` : "";
	const targets = [...Map.groupBy(group.targetGroups, nounOf)].map(([noun, of]) => count(of.length, noun)).join(", ") || "no target group";
	const weighed = unitsOf(group.instances) === "instances" ? "" : " units of capacity";
	const pool = warmPool.length > 0 ? `; its warm pool: ${runningWords(running$1(warmPool))}` : "";
	return `${group.name}: ${count(group.instances.length, "instance")} (desired ${group.desired}${weighed}, ${group.min} to ${group.max})${template}, ${targets}${pool}`;
}
function planWords({ plan }, timeline) {
	if (plan.action === "refuse") return void 0;
	const pace = plan.action === "roll" && !plan.isTemplateOnly ? `: ${rollWords(plan)}` : "";
	return `${intent(plan)}: ${versionChangeWords(timeline)}${pace}`;
}
const intent = (plan) => {
	switch (plan.action) {
		case "nothing": return "Nothing to roll";
		case "adopt": return "Taking up this run’s own refresh";
		case "wait": return "Another refresh first";
		case "replace": return "Cancelling another refresh first";
		case "resume-rollback": return "Taking up this run’s own rollback";
		case "revert": return plan.isSent ? "AWS is rolling back already" : "Rolling back what is in flight";
		case "roll":
			if (plan.isRollback) return "Rollback";
			return plan.isTemplateOnly ? "Moving the group’s template" : "Plan";
	}
};
function versionChangeWords(timeline) {
	const changes = versionChanges(timeline);
	if (changes.length === 0) return `an unknown image → ${imageOf(timeline)} (a new version)`;
	return changes.map((change) => `${changes.length > 1 ? `${change.name} ` : ""}${templateWords(change, timeline)}`).join(", ");
}
function templateWords({ from, to, image }, { plan }) {
	if (from && from.version === to?.version) return versionsWords([from]);
	if (!to && plan?.action !== "roll") return from ? `${versionsWords([from])} → ${image}` : image;
	const target = to ? versionsWords([to]) : `${image} (a new version)`;
	if (!from && plan && "settings" in plan) return `${target}, and no version to roll back to`;
	return `${from ? versionsWords([from]) : "an unknown image"} → ${target}`;
}
function preparedWords({ to, how }, timeline) {
	const source = sourceNumber(timeline, to.id);
	const from = source === void 0 ? "" : ` from version ${source}`;
	return `Version ${to.version} of ${to.id} with ${to.image} ${how === "made" ? `is made${from}` : "already exists"}`;
}
const underwayWords = ({ how, operation }) => {
	switch (how) {
		case "started": return `Instance refresh ${refreshIdOf(operation)} to ${versionNumbers(operation.to.templates)} started`;
		case "found": return `Instance refresh ${refreshIdOf(operation)} found: the answer to its start was lost`;
		case "adopted": return `Instance refresh ${refreshIdOf(operation)} of an earlier attempt of this run taken up`;
		case "confirming": return "The group runs this image already: nothing is started, its state is confirmed";
		case "watched": return;
		case "rollback": return operation.type === "refresh" ? `Rollback started: instance refresh ${refreshIdOf(operation)}` : void 0;
	}
};
const rollbackReports = {
	"native-rollback": "Asking AWS to roll the instance refresh back",
	"new-refresh": "Rolling back by a second instance refresh",
	cancel: "Asking AWS to cancel the instance refresh",
	leave: "Leaving it as it is"
};
const statusWords = (status) => isKnownStatus(status) ? statuses[status] : `AWS’s status is ${status}`;
const statuses = {
	Pending: "Pending: AWS accepted the instance refresh",
	InProgress: "InProgress: AWS replaces instances",
	Baking: "Baking: AWS has replaced what it had to; until the bake time has passed it can still roll back",
	Successful: `AWS reports Successful. Confirming: every instance healthy, 3 checks in a row`,
	Failed: "Failed: AWS has given up",
	Cancelling: "Cancelling: AWS finishes what is in flight",
	Cancelled: "Cancelled: what was replaced stays replaced",
	RollbackInProgress: "RollbackInProgress: AWS puts the old version back",
	RollbackSuccessful: "RollbackSuccessful: AWS has put the old version back",
	RollbackFailed: "RollbackFailed: AWS could not put the old version back"
};
// src/report/time-to-go.ts
const MINUTE = 6e4;
const SHORT = 1e4;
function timeToGo(timeline) {
	const { plan, operations, now } = timeline;
	const watched = operations.at(-1);
	const status = watched?.statuses.at(-1);
	if (!watched || !status) return void 0;
	const isFirst = operations.length === 1;
	const { instanceWarmup, bakeTime } = plan && "settings" in plan ? plan.settings.preferences : unknown;
	const bake = isFirst ? bakeTime : 0;
	if (isBaking(status.status)) return rounded(Math.max(SHORT, status.at + bake - now));
	if (!(isPending(status.status) || isReplacing(status.status) || isRollingBack(status.status))) return void 0;
	const rate = rateOf(watched, {
		now,
		instanceWarmup
	});
	if (rate) return rounded(leftBy(rate, watched) + instanceWarmup - (now - rate.came) + bake);
	const { at } = watched;
	if (isFirst) return plan?.action === "roll" ? rounded(at + plan.estimate.length - now) : void 0;
	const before = rateOf(operations[0], {
		now: at,
		instanceWarmup
	}) ?? plannedRate(timeline);
	return before && rounded(leftBy(before, watched) + instanceWarmup - (now - at));
}
const unknown = {
	instanceWarmup: 0,
	bakeTime: 0
};
const leftBy = ({ each }, { points }) => {
	const newest = points.at(-1);
	return newest ? Math.max(0, newest.expected - newest.onTarget) * each : 0;
};
function rateOf(record, { now, instanceWarmup }) {
	if (!record) return void 0;
	const { at, points } = record;
	const [begin, newest] = [points[0], points.at(-1)];
	const first = points.find(({ onTarget }) => onTarget > (begin?.onTarget ?? 0));
	if (!begin || !newest || !first || newest.onTarget <= begin.onTarget) return void 0;
	const came = points.find(({ onTarget }) => onTarget >= newest.onTarget)?.at ?? now;
	return {
		each: newest.onTarget > first.onTarget ? (came - first.at) / (newest.onTarget - first.onTarget) : (came - at + instanceWarmup) / (newest.onTarget - begin.onTarget),
		came
	};
}
function plannedRate({ plan, now }) {
	if (plan?.action !== "roll" || plan.estimate.replaced === 0) return void 0;
	const { length, trial, replaced } = plan.estimate;
	return {
		each: (length - trial - plan.settings.preferences.bakeTime) / replaced,
		came: now
	};
}
function rounded(left) {
	const unit = Math.abs(left) < 2 * MINUTE ? SHORT : MINUTE;
	return Math.ceil(left / unit) * unit;
}
// src/report/log/poll.ts
function pollLines(before, event, after) {
	const { at, seen } = event;
	return [..."problem" in seen ? failedPollWords(before, event) : observationWords(before, event, seen, after), ...verdictWords(event)].map(({ says, tone }) => timed(at, says, tone));
}
function failedPollWords(before, { at, verdict, watchState: { failedPolls: failed } }) {
	if (!failed || verdict.type === "fail") return [];
	if (failed.polls > 1 && !isHeartbeatDue(before.operations.at(-1)?.at ?? at, before.now, at)) return [];
	return [{
		says: `? Poll failed (${count(failed.polls, "time")} in a row). ${problemWords(failed.problem)}`,
		tone: "warning"
	}];
}
function observationWords(before, event, seen, after) {
	const was = before.operations.at(-1);
	const changes = [
		...readableAgain(was),
		...unreadWords(was?.last, seen),
		...newStatus(was, after.operations.at(-1)),
		...verifyWords(was?.last, seen)
	];
	if (!was || isNews(was, before, event, seen, changes.length > 0)) return [...changes, { says: `${counts(seen, event)}${toGoWords(after)}` }];
	if (changes.length > 0 || !("for" in event.verdict)) return changes;
	if (!isHeartbeatDue(lastChangeOf(was), before.now, event.at)) return [];
	return [{
		says: `${heartbeat(event, seen, event.verdict.for, after)}${newReason(before, after)}`,
		tone: "quiet"
	}];
}
const LARGE_GROUP = 20;
const COUNT_PAUSE = 6e4;
function isNews(was, before, event, seen, isTurn) {
	if (!was.last) return true;
	if (seen.instances.length <= LARGE_GROUP || isTurn) return counts(was.last, event) !== counts(seen, event);
	if (!isHeartbeatDue(was.at, before.now, event.at, COUNT_PAUSE)) return false;
	const then = was.points.findLast(({ at }) => at <= event.at - COUNT_PAUSE) ?? was.points[0];
	return then === void 0 || progressWords(then, event.operation.to) !== progressWords(pointOf(seen, event), event.operation.to);
}
const readableAgain = (was) => was?.watchState?.failedPolls ? [{
	says: `Polls succeed again, after ${count(was.watchState.failedPolls.polls, "failed poll")}`,
	tone: "good"
}] : [];
function unreadWords(was, { unread }) {
	const before = was?.unread ?? [];
	const fresh = unread.filter((each) => !before.some((other) => partWords(other) === partWords(each)));
	const back = before.filter((each) => !unread.some((other) => partWords(other) === partWords(each)));
	return [...fresh.map((each) => ({
		says: `? ${partWords(each)} could not be read: judged without. ${problemWords(each.problem)}`,
		tone: "warning"
	})), ...back.map((each) => ({
		says: `${partWords(each)} can be read again`,
		tone: "good"
	}))];
}
const partWords = (unread) => unread.part === "targets" ? `Target health in ${targetGroupName(unread.targetGroup)}` : parts[unread.part];
const parts = {
	"ec2-instances": "What EC2 knows of the instances",
	"status-checks": "EC2’s status checks",
	"scaling-activities": "The group’s scaling activities",
	alarms: "The state of the alarms"
};
function counts(seen, event) {
	const point = pointOf(seen, event);
	const words = progressWords(point, event.operation.to);
	return point.expected > 0 ? `${bar(point.onTarget / point.expected)}  ${words}` : words;
}
function pointOf(seen, { operation, watchState }) {
	const percent = seen.refresh?.percent;
	return {
		...progress(seen, operation, (each) => lacksCapacity(each, watchState.checks)),
		...percent === void 0 ? {} : { percent }
	};
}
const CELLS = 12;
const bar = (share) => "█".repeat(Math.floor(share * CELLS)).padEnd(CELLS, "░");
function newStatus(was, type) {
	const status = type?.statuses.at(-1)?.status;
	if (status === void 0 || status === was?.statuses.at(-1)?.status) return [];
	return [{ says: `▸ ${statusWords(status)}` }];
}
function verifyWords(was, { verify }) {
	const before = was?.verify;
	if (verify?.result !== "passed" || before?.step === verify.step && before.result === "passed") return [];
	return [{
		says: `✔ verify passed (${verify.step})`,
		tone: "good"
	}];
}
function lastChangeOf({ at, points }) {
	const newest = points.at(-1);
	return points[points.findLastIndex((point) => newest !== void 0 && [
		"total",
		"onTarget",
		"starting",
		"leaving",
		"healthy",
		"percent"
	].some((key) => point[key] !== newest[key])) + 1]?.at ?? at;
}
function heartbeat({ operation }, seen, waiting, after) {
	const short = progress(seen, operation).inTargetGroups.filter(({ healthy, registered }) => healthy < registered).map(({ targetGroup, healthy, registered }) => `${healthy} of ${registered} healthy in ${targetGroupName(targetGroup)}`);
	return `${[`… waiting for ${waitingWords[waiting]}`, ...short].join(" · ")}${toGoWords(after)} · time limit in ${duration(operation.deadline - seen.at)}`;
}
function toGoWords(timeline) {
	const left = timeToGo(timeline);
	if (left === void 0) return "";
	return left > 0 ? ` · about ${duration(left)} to go` : left < 0 ? ` · ${duration(-left)} longer than expected` : "";
}
function newReason(before, { operations }) {
	const [was, is] = [before.operations.at(-1), operations.at(-1)];
	if (!was || !is?.reason || isHeartbeatDue(lastChangeOf(was), is.reason.at, before.now)) return "";
	return quoted(is.reason.says).replace(/^ /, " · ");
}
function verdictWords(event) {
	const { verdict } = event;
	switch (verdict.type) {
		case "wait": return [];
		case "verify": return [{ says: `▸ verify begins (${verdict.step})` }];
		case "arrived": return [{
			says: `✔ ${arrivalWords(event)}`,
			tone: "good"
		}];
		case "fail": return [{
			says: `✖ ${rowOf(verdict.failure).sentence}`,
			tone: "bad"
		}];
	}
}
function arrivalWords({ operation, seen }) {
	if (operation.type === "native-rollback") return "Rolled back: no instance runs the new version any more";
	if (operation.type === "cancel") return "Cancelled";
	const { onTarget, total } = "problem" in seen ? {
		onTarget: 0,
		total: 0
	} : progress(seen, operation);
	const counted = onTarget === total ? `All ${count(total, "instance")}` : `${onTarget} of ${count(total, "instance")}`;
	return total === 0 ? "Confirmed: the group is empty" : `${counted} ${onTarget === 1 ? "runs" : "run"} ${versionNumbers(operation.to.templates)}${operation.to.since ? `, ${onTarget === 1 ? "is" : "are"} new` : ""} and ${onTarget === 1 ? "is" : "are"} healthy`;
}
// src/rollout/plan/estimate.ts
const LAUNCH = 9e4;
function estimate(due, { desired, max }, { preferences, waits }) {
	const replaced = due.length;
	const weight = replaced === 0 ? 1 : capacityOf(due) / replaced;
	const least = Math.ceil(desired * preferences.minHealthyPercentage / 100);
	const most = Math.max(Math.floor(desired * preferences.maxHealthyPercentage / 100), desired);
	const inInstances = (units) => Math.floor(units / weight);
	const sizeUpTo = (highest) => Math.max(1, inInstances(highest - least));
	const size = sizeUpTo(most);
	const extra = Math.min(replaced, Math.max(inInstances(most - desired), least === desired ? 1 : 0));
	const batches = Math.ceil(replaced / size);
	const pauses = Math.min(preferences.checkpoints.filter((percentage) => percentage < 100).length, Math.max(0, replaced - 1));
	const { instanceWarmup, checkpointDelay, bakeTime } = preferences;
	const turnsBy = (each) => Math.min(replaced, Math.ceil(replaced / each) + pauses);
	const { launchHook, terminationHook, deregistrationDelay, registration } = waits;
	const batchTime = LAUNCH + Math.max(instanceWarmup, registration);
	const around = pauses * checkpointDelay + bakeTime;
	const turns = turnsBy(size);
	const slowest = batchTime + launchHook + deregistrationDelay + terminationHook;
	return {
		replaced,
		batches,
		size: Math.min(size, replaced),
		stay: Math.ceil(least / weight),
		extra,
		fewer: Math.min(replaced, inInstances(desired - least)),
		trial: 0,
		pauses,
		length: turns * batchTime + (turns > 0 ? deregistrationDelay : 0) + around,
		hooks: turns * (launchHook + terminationHook),
		longest: turnsBy(sizeUpTo(Math.min(most, Math.max(max, desired)))) * slowest + around
	};
}
const USUAL_TRIAL = 3e5;
function withTrial(guess, trial) {
	if (!trial) return guess;
	const usual = Math.min(USUAL_TRIAL, trial.limit);
	return {
		...guess,
		trial: usual,
		length: guess.length + usual,
		longest: guess.longest + trial.limit
	};
}
// src/rollout/plan/alternatives.ts
const PAIRS = [
	[100, 150],
	[100, 200],
	[75, 100]
];
function alternativesFor({ coverage, group, settings, estimate: chosen }) {
	const { preferences, waits } = settings;
	const { minHealthyPercentage, maxHealthyPercentage, skipMatching } = preferences;
	const due = skipMatching ? coverage.covered.filter((each) => !coverage.onTarget.includes(each)) : coverage.covered;
	const others = PAIRS.map(([min, max]) => {
		const pair = {
			minHealthyPercentage: min,
			maxHealthyPercentage: max
		};
		return {
			...pair,
			estimate: estimate(due, group, {
				preferences: {
					...preferences,
					...pair
				},
				waits
			})
		};
	});
	const own = {
		minHealthyPercentage,
		maxHealthyPercentage,
		estimate: chosen
	};
	return chosen.replaced === 0 ? [own] : [own, ...others].filter((each, i, all) => all.findIndex(isLike(each)) === i);
}
const isLike = ({ estimate: one }) => ({ estimate: other }) => one.size === other.size && one.extra === other.extra && one.stay === other.stay;
// src/report/words/preview.ts
function purposeWords(purpose) {
	switch (purpose.type) {
		case "note-rollback-target": return `notes where this rollback goes (${versionWords(purpose.versions)}), so that it goes no further when it is run again`;
		case "note-rollout": return `notes on the group that this run rolls ${versionWords(purpose.versions)} out, so that later runs know it`;
		case "remember-aliases": return "notes which alias the group follows";
		case "pin": return `pins the group to ${versionWords(purpose.versions)}: ${pinReasons[purpose.replaces]}`;
		case "replace-parameter": return `makes version ${purpose.version} from ${purpose.from} with ${purpose.image}, which ${imageSources[purpose.imageFrom]}`;
		case "create-version": return `makes version ${purpose.version} from ${purpose.from} with ${purpose.image}`;
		case "try": return `launches a trial of version ${purpose.version} outside the group, judged within ${duration(purpose.limit)}`;
		case "end-trial": return "ends the trial, however it went";
		case "end-left-trials": return "ends what an earlier trial has left";
		case "roll": return `rolls the group to ${versionWords(purpose.versions)}`;
		case "roll-back": return "has AWS roll back what is in flight";
		case "cancel-other-refresh": return "cancels the instance refresh in progress; then it is planned again";
		case "set-parameter": return `writes ${purpose.image} to the parameter`;
		case "set-default": return `makes version ${purpose.version} the template’s default`;
		case "restore-aliases": return `lets the group follow ${list([...new Set(purpose.aliases)])} again`;
		case "forget-aliases": return "takes that note away";
		case "remember-other-aliases": return "keeps the note of what cannot be followed again yet";
		case "delete-failed": return `deletes ${versionWords(purpose.versions)}, whose rollout failed, if nothing uses ${purpose.versions.length === 1 ? "it" : "them"} any more`;
		case "delete-versions": return `deletes ${versionWords(purpose.versions)}`;
		case "retire-image": return "notes on the image which launch template named it";
		case "deprecate": return "deprecates an image that nothing uses";
		case "disable": return "disables an image that nothing uses";
	}
}
const pinReasons = {
	alias: "AWS cannot roll back an alias",
	parameter: "AWS cannot roll back a version that names its image by a parameter",
	former: "a rollback leads to what is saved, and what is saved now is no version to roll back to"
};
const imageSources = {
	instances: "the instances run",
	parameter: "the parameter means now"
};
const versionWords = (versions) => `${versions.length === 1 ? "version" : "versions"} ${list(versions.map(String), 10)}`;
const stepsTitle = (calls, plan) => {
	const who = "isRollback" in plan && plan.isRollback ? "a rollback" : "a deploy";
	if (calls.length > 0) return `What ${who} would change in AWS, in ${count(calls.length, "call")} if all goes well`;
	return plan.action === "wait" ? `What ${who} would change in AWS is planned when the way is clear` : `What ${who} would change in AWS: nothing`;
};
function paceWords(plan, survey) {
	const { estimate: guess, settings } = plan;
	if (guess.replaced === 0) return ["No instance is replaced: only the group’s saved launch template moves."];
	const { instanceWarmup, bakeTime, checkpointDelay } = settings.preferences;
	const total = instancesOf(plan);
	const pauses = guess.pauses > 0 ? `, ${count(guess.pauses, "pause")} of ${duration(checkpointDelay)} at checkpoints` : "";
	const trying = guess.trial > 0 ? `${duration(guess.trial)} of trial, ` : "";
	const { deregistrationDelay, registration } = settings.waits;
	const draining = deregistrationDelay > 0 ? `, ${duration(deregistrationDelay)} of draining` : "";
	return [
		`${Math.min(guess.stay, total)} of ${total} instances stay in service, up to ${guess.extra} more run meanwhile; ${batchWords(guess)}: about ${duration(guess.length)} in all.`,
		`Assumed for each batch: ${duration(LAUNCH)} from launch to service, ${duration(Math.max(instanceWarmup, registration))} of warm-up. Besides: ${trying}${duration(bakeTime)} of bake time${pauses}${draining}.`,
		...hookWords(survey),
		...poolWords(survey),
		...lastWords(survey)
	];
}
const paceCells = (plan, { estimate: its }) => [
	`about ${duration(its.length)}`,
	batchWords(its),
	its.extra > 0 ? `up to ${its.extra} more` : "none more",
	`${Math.min(its.stay, instancesOf(plan))} of ${instancesOf(plan)} stay in service`
];
const instancesOf = ({ coverage }) => coverage.covered.length + coverage.leftOut.length;
function paceRows(plan) {
	const rows = alternativesFor(plan).map((pace, i) => {
		return [`${`${pace.minHealthyPercentage} % to ${pace.maxHealthyPercentage} %`} (${i === 0 ? "chosen" : inputsOf(plan, pace)})`, ...paceCells(plan, pace)];
	});
	return rows.length > 1 ? rows : [];
}
function inputsOf({ settings }, { minHealthyPercentage: min, maxHealthyPercentage: max }) {
	const { minHealthyPercentage, maxHealthyPercentage } = settings.preferences;
	return [...min === minHealthyPercentage ? [] : [`\`min-healthy-percentage: ${min}\``], ...max === maxHealthyPercentage ? [] : [`\`max-healthy-percentage: ${max}\``]].join(", ");
}
const otherPaceWords = (plan) => alternativesFor(plan).slice(1).map((pace) => `With ${inputsOf(plan, pace).replace(", ", " and ")}: ${paceCells(plan, pace).join(", ")}.`);
const batchWords = ({ batches, size }) => batches === 1 ? "all at once" : `${batches} batches of ${size}`;
const hookWords = (survey) => (survey?.launchEnvironment?.hooks ?? []).map(({ name, at, timeout }) => `Not counted: the lifecycle hook ${name} holds each ${at === "launch" ? "new" : "old"} instance until somebody answers, for up to ${duration(timeout)}.`);
const poolWords = (survey) => survey && survey.warmPool.length > 0 ? [`Not counted: the warm pool (${runningWords(running$1(survey.warmPool))}). AWS replaces its instances last, and a scale-out before then draws them as they are.`] : [];
function lastWords(survey) {
	const last = survey?.refreshes.find(({ status }) => isSuccessful(status));
	return last?.began === void 0 || last.ended === void 0 ? [] : [`The last instance refresh that succeeded took ${duration(last.ended - last.began)}.`];
}
function rollbackPlanWords(plan) {
	if (plan.since) return "If it fails it is stopped where it is: there is no older state to roll back to.";
	const from = list(plan.from.templates.map(({ version, image }) => `version ${version} (${image})`));
	switch (plan.settings.onFailure) {
		case "rollback": return `If it fails it is rolled back to ${from}. This action does so as soon as it detects a bad image, AWS itself even if the runner is lost.`;
		case "cancel": return `If it fails it is stopped where it is; \`mode: rollback\` returns to ${from}.`;
		case "leave": return `If it fails nothing is undone; \`mode: rollback\` returns to ${from}.`;
	}
}
const permissionTitles = {
	reads: "to read",
	changes: "to change",
	launch: "checked by AWS for whoever names a launch template, as if to launch it",
	undo: "only if something goes wrong"
};
// src/report/log/preview.ts
function previewLines(timeline) {
	const seen = previewOf(timeline);
	if (!seen) return [];
	const { plan, calls, permissions } = seen;
	const course = plan.action === "roll" ? [
		...paceWords(plan, timeline.survey),
		...otherPaceWords(plan),
		rollbackPlanWords(plan)
	] : [];
	const lines = calls.map(({ operation, on, purpose }, i) => `${i + 1}. ${actionOf(operation)} on ${on}: ${purposeWords(purpose)}`);
	const groups = Map.groupBy(permissions, (each) => each.for);
	return [
		...fold("How it would go", course),
		...calls.length > 0 ? fold(stepsTitle(calls, plan), lines) : [action_text(stepsTitle(calls, plan))],
		...fold("The permissions that it needs", [...groups].map(([aim, these]) => `${permissionTitles[aim]}: ${these.map(({ action }) => action).join(", ")}`))
	];
}
const fold = (title, lines) => lines.length === 0 ? [] : [
	{
		type: "group",
		text: title
	},
	...lines.map((line) => action_text(line)),
	{ type: "end" }
];
// src/report/provenance.ts
function sourceWords(candidate, now) {
	const { ref } = candidate;
	if (ref.from === "id") return void 0;
	if (candidate.type === "overtaken") return `as this run began with it; ${asked$1(ref)} means ${candidate.meansNow ?? "no image"} by now`;
	if (candidate.type !== "resolved") return void 0;
	const { source } = candidate;
	if (ref.from === "packer") {
		const built = ref.built === void 0 ? "" : `, built ${ago(ref.built, now)}`;
		return `from ${ref.file}, build ${ref.build}, run ${ref.run}${built}`;
	}
	if (ref.from === "newest") return source?.from === "newest" ? `the newest of ${count(source.of, "image")} named ${ref.pattern}` : void 0;
	if (source?.from !== "parameter") return void 0;
	const changed = source.changed === void 0 ? "" : `, changed ${ago(source.changed, now)}`;
	const member = ref.member === void 0 ? "" : `, member ${ref.member}`;
	return `from ssm:${ref.name} version ${source.version}${label(ref.selector)}${member}${changed}`;
}
function imageWords(candidate, now) {
	const [id, image] = [candidateId(candidate), candidateImage(candidate)];
	const source = sourceWords(candidate, now);
	if (source === void 0) return void 0;
	const commit = commitOf(candidate);
	const facts = [...image?.created === void 0 ? [] : [`made ${ago(image.created, now)}`], ...commit === void 0 ? [] : [`from commit ${commit.slice(0, 12)}`]];
	const born = facts.length > 0 ? `; ${facts.join(" ")}` : "";
	return `Image ${id}${image ? ` (${image.name})` : ""}, ${source}${born}`;
}
function contentsWords({ owner, ownerAlias, source, scan }, { account, now, ancestry }) {
	const others = ownerAlias === void 0 ? "another account" : owners[ownerAlias] ?? ownerAlias;
	return [
		...owner === void 0 ? [] : [`owned by ${owner === account ? "this account" : others}`],
		...source === void 0 ? [] : [madeFrom(ancestry ?? {
			sources: [source],
			ends: "not-asked"
		})],
		scan === void 0 ? "not scanned by Amazon Inspector" : `scanned by Amazon Inspector ${ago(scan.at, now)}: ${scan.severity === void 0 ? "no findings" : `highest severity ${scan.severity}`}`
	];
}
const madeFrom = ({ sources, ends }) => `${sources.map(({ image, region }) => `made from ${image}${region === void 0 ? "" : ` of ${region}`}`).join(", which was ")}${ancestryEnds[ends]}`;
const ancestryEnds = {
	root: " (AWS’s own, or of AWS Marketplace)",
	unnamed: " (EC2 names no source of that)",
	elsewhere: "",
	gone: " (which this account does not see any more)",
	unread: " (whose own source could not be read)",
	"not-asked": ""
};
const owners = {
	amazon: "AWS",
	"aws-marketplace": "AWS Marketplace"
};
const label = (selector) => selector === void 0 || /^\d+$/.test(selector) ? "" : ` (${selector})`;
const ago = (then, now) => `${duration(now - then)} ago`;
// src/report/words/evidence.ts
const evidenceWords = ({ launches, causes, instances }) => [
	...launches.map(({ text, count: times }) => `${times === 1 ? "1 launch" : `${times} launches`} failed: “${text}”`),
	...causes.map(({ text, count: times }) => `${count(times, "instance")}: “${text}”`),
	...instanceLines(instances)
];
// src/report/log.ts
function logLines(before, event, after) {
	switch (event.type) {
		case "polled": return pollLines(before, event, after);
		case "unanswered": return unansweredLines(before, event);
		case "checked": return driftedLines(event.drift);
		case "waiting": return waitingLines(before, event);
		case "evidence": return evidenceLines(event.evidence);
		case "concluded": return [...previewLines(after), ...conclusionLines(after, event.outcome)];
		case "surveyed": return [
			...milestoneLines(event, after),
			...imageLines(event),
			...commitLines(event)
		];
		case "planned": return [...milestoneLines(event, after), ...planLines(event.plan, after)];
		case "final-step": return [...milestoneLines(event, after), ...commandLine(event)];
		case "archiving-images": return [...milestoneLines(event, after), ...keptLines(event.cleanUp, after)];
		case "trial": return [...milestoneLines(event, after), ...trialCommand(event.trial)];
		case "claiming":
		case "noted":
		case "pinning-image":
		case "pinned-image":
		case "pinning":
		case "pinned":
		case "preparing":
		case "prepared":
		case "starting":
		case "underway":
		case "rolling-back":
		case "watching":
		case "deleting-versions": return milestoneLines(event, after);
	}
}
function milestoneLines(milestone, timeline) {
	const words = milestoneWords(milestone, timeline);
	return words === void 0 ? [] : [timed(milestone.at, words, toneOf(milestone))];
}
function toneOf(milestone) {
	if (milestone.type === "final-step") return "command" in milestone.finalStep ? "warning" : "good";
	if (milestone.type === "trial") return trialTones[milestone.trial.did];
	return milestone.type === "rolling-back" ? "warning" : void 0;
}
const trialTones = {
	passed: "good",
	"no-room": "warning",
	left: "warning"
};
const trialCommand = (trial) => trial.did === "left" ? [action_text(`          $ ${trial.command}`)] : [];
const MOST_KEPT = 20;
function keptLines({ kept, archive }, after) {
	if (!isPreview(after)) return [];
	const more = kept.length - MOST_KEPT;
	const named = kept.slice(0, MOST_KEPT).map(({ image, because }) => action_text(`  ${image.id} stays: ${keptWords(because, archive, after.now)}`));
	return more > 0 ? [...named, action_text(`  … and ${more} more`)] : named;
}
const imageLines = ({ at, survey }) => survey.images.flatMap((each) => imageWords(each, at) ?? []).map((words) => timed(at, words));
const MOST_COMMITS = 20;
const commitLines = ({ survey }) => survey.comparisons.flatMap((each) => {
	const words = comparisonWords(each);
	if (words === void 0 || "problem" in each.answer) return [];
	const earlier = earlierWords(each.answer, MOST_COMMITS);
	return [
		{
			type: "group",
			text: `${shortCommit(each.base)} → ${shortCommit(each.head)}: ${words}`
		},
		...each.answer.commits.slice(0, MOST_COMMITS).map((of) => action_text(`${shortCommit(of.sha)} ${titleOf(of)}`)),
		...earlier === void 0 ? [] : [action_text(earlier)],
		{ type: "end" }
	];
});
const MOST_DRIFTED = 20;
function driftedLines({ drifted, saved }) {
	const more = drifted.length - MOST_DRIFTED;
	const named = drifted.slice(0, MOST_DRIFTED).map((each) => action_text(`✖ ${driftedWords(each, saved)}`, "bad"));
	return more > 0 ? [...named, action_text(`… and ${more} more`)] : named;
}
function evidenceLines(evidence) {
	const lines = evidenceWords(evidence);
	const { console: its } = evidence;
	const output = its ? [`Console of ${its.instance}, its last ${its.lines.length} lines:`, ...its.lines.map((line) => `  ${line}`)] : [];
	if (lines.length + output.length === 0) return [];
	return [
		{
			type: "group",
			text: "What was found"
		},
		...[...lines, ...output].map((line) => action_text(line)),
		{ type: "end" }
	];
}
function waitingLines(before, { at, refresh }) {
	const words = refreshWords(refresh);
	const earlier = before.milestones.filter((milestone) => milestone.type === "waiting").filter((milestone) => milestone.refresh.id === refresh.id);
	const since = earlier.find((milestone) => refreshWords(milestone.refresh) === words)?.at;
	if (since !== void 0 && !isHeartbeatDue(since, before.now, at)) return [];
	const still = `Waiting${earlier[0] ? ` for ${duration(at - earlier[0].at)}` : ""} for another instance refresh: ${words}`;
	return [timed(at, still, since === void 0 ? void 0 : "quiet")];
}
const SILENCE_PAUSE = 15e3;
function unansweredLines({ unansweredAt = Number.NEGATIVE_INFINITY }, { at, operation, forMs }) {
	if (at - unansweredAt < SILENCE_PAUSE) return [];
	return [timed(at, `… AWS has not answered ${operation} for ${duration(forMs)}`, "quiet")];
}
const commandLine = ({ finalStep }) => "command" in finalStep ? [action_text(`          $ ${finalStep.command}`)] : [];
// src/report/pages.ts
const page = /(?<![\w./-])docs\/[a-z-]+\.(?:md|json)\b/g;
const asText = (text, { actionRoot, region }) => {
	const complete = withRegion(text, region);
	return actionRoot === "" ? complete : complete.replace(page, (path) => actionRoot + path);
};
const asMarkdown = (markdown, { actionRoot, region }) => {
	const complete = withRegion(markdown, region);
	return actionRoot === "" ? complete : complete.replace(page, (path) => `[${path}](${actionRoot}${path})`);
};
// src/report/summary/clean-up.ts
const cleanUp = ({ timeline }) => {
	const parts = [...new Map(timeline.milestones.flatMap((milestone) => milestone.type === "deleting-versions" ? [[milestone.cleanUp.template, milestone.cleanUp]] : [])).values()].flatMap((done) => partsOf$2(timeline, done));
	return parts.length > 0 ? blocks([md`### Clean-up of template versions`, ...parts]) : void 0;
};
function partsOf$2(timeline, done) {
	const isPreview = timeline.settings?.mode === "plan";
	const deleted = isPreview ? done.versions.map(({ version }) => version) : deletedIn(timeline, done.template);
	const stays = done.versions.filter(({ version }) => !deleted.includes(version)).map(({ image }) => image);
	const left = done.images.filter(({ id }) => !stays.includes(id));
	return [
		...isPreview ? [md`${cleanUpWords(done, isPreview)}.`] : [],
		...done.versions.length > 0 ? [versions$1(timeline, done, (version) => deletionWords(deleted.includes(version), isPreview))] : [],
		...left.length > 0 ? [action_images(timeline, {
			...done,
			images: left
		}, isPreview)] : []
	];
}
const deletedIn = ({ milestones }, template) => milestones.flatMap((milestone) => milestone.type === "final-step" && milestone.finalStep.did === "deleted" && milestone.finalStep.template === template ? milestone.finalStep.versions : []);
const deletionWords = (gone, isPreview) => {
	if (isPreview) return "would go";
	return gone ? "deleted" : "still there";
};
const versions$1 = ({ now }, { versions: gone }, fate) => table([
	"version",
	"image",
	"made",
	"clean-up"
], gone.map(({ version, image, created }) => [
	version,
	code(image),
	`${duration(now - created)} ago`,
	fate(version)
]), [0]);
const action_images = ({ now }, { images: left, template }, isPreview) => details(`${count(left.length, "image")} that ${template} ${isPreview ? "would not name" : "does not name"} any more`, blocks([md`This action deletes no image. Before you deregister one, see that no other template, group or account uses it.`, table([
	"image",
	"name",
	"built"
], left.map(({ id, name, created }) => [
	code(id),
	code(name),
	created === void 0 ? "–" : `${duration(now - created)} ago`
]))]));
// src/report/summary/commits.ts
const COMMITS_SHOWN = 8;
const COMMITS_LISTED = 60;
const commits = ({ timeline, run }) => {
	const compared = (timeline.survey?.comparisons ?? []).flatMap((each) => partsOf$1(each, run));
	return compared.length > 0 ? blocks([md`### What ${hasChangedNothing(timeline) ? "was to go" : "goes"} out`, ...compared]) : void 0;
};
const hasChangedNothing = ({ outcome }) => outcome?.type === "failed" || outcome?.type === "cancelled" || outcome?.type === "refused";
function partsOf$1(of, run) {
	const { base, head, answer } = of;
	const words = comparisonWords(of);
	if ("problem" in answer || words === void 0) return [];
	const address = compareAddress(run, base, head);
	const range = md`${code(shortCommit(base))} → ${code(shortCommit(head))}`;
	const lines = answer.commits.slice(0, COMMITS_LISTED).map((each) => md`${code(shortCommit(each.sha))} ${titleOf(each)}`);
	const [first, more] = [lines.slice(0, COMMITS_SHOWN), lines.slice(COMMITS_SHOWN)];
	const earlier = earlierWords(answer, COMMITS_LISTED);
	return [
		md`${range}: ${words}${address ? md` (${action_link("compare", address)})` : md``}`,
		...first.length > 0 ? [bullets(first)] : [],
		...more.length > 0 ? [details(`${more.length} more`, blocks([bullets(more), ...earlier === void 0 ? [] : [md`${earlier}`]]))] : []
	];
}
// src/report/chart.ts
const MOST_BARS = 24;
const STEPS = [
	5,
	10,
	15,
	20,
	30,
	45,
	60,
	90,
	120,
	180,
	300,
	600,
	900,
	1200,
	1800,
	2700,
	3600,
	5400,
	7200,
	10800,
	21600
];
const LEAST_HEIGHT = 8;
const colours = {
	all: "#e3b341",
	healthy: "#58a6ff",
	fresh: "#2da44e",
	floor: "#8c959f"
};
function chartOf(timeline) {
	const samples = samplesOf(timeline);
	const from = samples[0]?.at;
	const to = samples.at(-1)?.at;
	if (from === void 0 || to === void 0 || samples.length < 3 || to <= from) return void 0;
	const axis = axisOf(from, to);
	const bars = axis.times.map((time, i) => worst(samples, axis.times[i - 1], time));
	const marks = marksOf(timeline);
	const settings = {
		themeVariables: { xyChart: {
			backgroundColor: "transparent",
			plotColorPalette: Object.values(colours).join(", ")
		} },
		xyChart: {
			width: 900,
			height: 240,
			xAxis: {
				labelFontSize: 12,
				showTick: false
			},
			yAxis: { labelFontSize: 12 }
		}
	};
	const lines = [
		`%%{init: ${JSON.stringify(settings)}}%%`,
		"xychart-beta",
		`  x-axis "${axis.name}" [${labels(axis, marks).join(", ")}]`,
		`  y-axis "instances" 0 --> ${Math.max(LEAST_HEIGHT, ...bars.map(({ total }) => total))}`,
		`  bar ${numbers(bars.map(({ total }) => total))}`,
		`  bar ${numbers(bars.map(({ healthy }) => healthy))}`,
		`  bar ${numbers(bars.map(({ fresh }) => fresh))}`,
		`  bar ${numbers(bars.map(() => 0))}`
	];
	return md`${codeBlock(lines, "mermaid")}\n\n${legend(timeline, axis, marks)}`;
}
const numbers = (of) => `[${of.join(", ")}]`;
function legend(timeline, { step }, marks) {
	const [old, fresh] = [fromOf(timeline), toOf(timeline)].map((versions) => versions.length > 0 ? versionNumbers(versions) : void 0);
	const colour = [
		md`🟩 ${fresh ?? "the new version"}`,
		md`🟦 ${old === void 0 || old === fresh ? "any other version" : `${old}, or any other`}`,
		md`🟨 not healthy, or not yet`,
		...marks.map(({ sign, says }) => md`${sign} ${says}`),
		md`each bar shows the worst poll in ${duration(step)}, above a grey base line`
	];
	return join$1(colour, md` · `);
}
function samplesOf(timeline) {
	const to = toOf(timeline);
	return watchedOperations(timeline).flatMap(({ operation, points }) => {
		const isRollout = leadsTo(operation, to);
		return points.map((point) => sampleOf(point, isRollout));
	});
}
const sampleOf = ({ at, total, healthy, healthyOnTarget }, isRollout) => ({
	at,
	total,
	healthy,
	fresh: isRollout ? healthyOnTarget : healthy - healthyOnTarget
});
function worst(samples, after, until) {
	const nothing = {
		at: until,
		total: 0,
		healthy: 0,
		fresh: 0
	};
	const past = samples.filter(({ at }) => at <= until);
	const these = past.filter(({ at }) => after === void 0 || at > after);
	const unhealthySince = ({ total, healthy }) => total - healthy;
	return these.length > 0 ? these.reduce((one, other) => unhealthySince(other) >= unhealthySince(one) ? other : one) : past.at(-1) ?? nothing;
}
function axisOf(from, to) {
	const length = to - from;
	const step = (STEPS.find((step) => length <= step * 1e3 * 23) ?? Math.ceil(length / 1e3 / MOST_BARS)) * 1e3;
	const times = Array.from({ length: Math.ceil(length / step) + 1 }, (_, i) => from + i * step);
	return {
		name: length < 36e5 ? "min:s" : "h:min",
		step,
		times
	};
}
const labels = ({ name, step, times }, marks) => times.map((time, i) => {
	const isLast = i === times.length - 1;
	return `"${marks.findLast(({ at }) => at > time - step && (at <= time || isLast))?.sign ?? pair(i * step / (name === "min:s" ? 1e3 : 6e4))}"`;
});
const pair = (small) => `${Math.floor(small / 60)}:${String(Math.floor(small % 60)).padStart(2, "0")}`;
function marksOf(timeline) {
	const all = watchedOperations(timeline);
	const rollouts = all.filter(({ isRollback }) => !isRollback);
	const began = all[0]?.points[0]?.at ?? timeline.began;
	const checkpoints = (timeline.settings?.checkpoints ?? []).flatMap((percent) => {
		const reached = rollouts.flatMap(({ points }) => points).find((point) => (point.percent ?? 0) >= percent);
		if (percent >= 100 || !reached) return [];
		return [{
			at: reached.at,
			sign: `⏸${percent}`,
			says: `checkpoint of ${percent} %`
		}];
	});
	const bake = rollouts.flatMap(({ statuses }) => statuses).find(({ status }) => isBaking(status));
	const failed = rolloutStoppedAt(timeline);
	return [
		...checkpoints,
		...bake ? [{
			at: bake.at,
			sign: "⏳",
			says: "bake"
		}] : [],
		...failed === void 0 ? [] : [{
			at: failed,
			sign: "❌",
			says: `stopped after ${duration(failed - began)}`
		}]
	];
}
// src/report/events.ts
function eventsOf(timeline) {
	const operations = watchedOperations(timeline).values();
	const isBad = timeline.outcome?.type === "failed" || timeline.outcome?.type === "cancelled";
	const rollout = watchedOperations(timeline).filter(({ isRollback }) => !isRollback).at(-1);
	return timeline.milestones.flatMap((milestone) => {
		const words = milestoneWords(milestone, timeline);
		const events = words === void 0 ? [] : [{
			at: milestone.at,
			says: words
		}];
		if (milestone.type !== "underway") return events;
		const watched = operations.next().value;
		if (!watched) return events;
		return [
			...events,
			...seenOf(watched),
			...isBad && watched.operation === rollout?.operation ? broken(timeline) : []
		];
	}).toSorted((a, b) => a.at - b.at);
}
function seenOf({ operation, statuses, points }) {
	const changes = points.filter((point, i) => i === 0 || pictureOf(point) !== pictureOf(points[i - 1]));
	return [...statuses.map(({ at, status }) => ({
		at,
		says: statusWords(status)
	})), ...changes.map((point) => ({
		at: point.at,
		says: progressWords(point, operation.to)
	}))].toSorted((a, b) => a.at - b.at);
}
const pictureOf = (point) => JSON.stringify({
	...point,
	at: 0
});
function broken(timeline) {
	const { outcome } = timeline;
	const at = rolloutStoppedAt(timeline);
	return outcome && "failure" in outcome && at !== void 0 ? [{
		at,
		says: `✖ ${rowOf(outcome.failure).sentence}`
	}] : [];
}
// src/report/phases.ts
function phasesOf(timeline) {
	const marks = [
		{
			name: "Read and plan",
			from: timeline.began
		},
		...timeline.milestones.flatMap(milestoneMark),
		...watchedOperations(timeline).flatMap(operationMarks)
	].toSorted((a, b) => a.from - b.from);
	const starts = marks.filter(({ name }, i) => name !== marks[i - 1]?.name);
	return starts.map(({ name, from }, i) => ({
		name,
		from,
		to: starts[i + 1]?.from ?? timeline.now
	})).filter(({ from, to }) => to > from).map((phase, i, all) => ({
		...phase,
		isBroken: endsIn(phase, rolloutStoppedAt(timeline)) || i === all.length - 1 && isStuck(timeline)
	}));
}
const endsIn = ({ from, to }, end) => end !== void 0 && from < end && end <= to;
const isStuck = ({ outcome }) => outcome !== void 0 && "rollback" in outcome && outcome.rollback.end === "failed";
function milestoneMark(milestone) {
	const { at } = milestone;
	switch (milestone.type) {
		case "waiting": return [{
			name: "Wait for another refresh",
			from: at
		}];
		case "surveyed": return [{
			name: "Read and plan",
			from: at
		}];
		case "claiming":
		case "pinning-image":
		case "pinning":
		case "preparing":
		case "starting": return [{
			name: "Prepare",
			from: at
		}];
		case "trial": return milestone.trial.did === "launching" ? [{
			name: "Trial",
			from: at
		}] : [];
		case "rolling-back": return [{
			name: "Roll back",
			from: at
		}];
		case "planned":
		case "checked":
		case "deleting-versions":
		case "archiving-images":
		case "watching":
		case "noted":
		case "pinned-image":
		case "pinned":
		case "prepared":
		case "underway":
		case "evidence":
		case "final-step":
		case "concluded": return [];
	}
}
function operationMarks({ at, operation, isRollback, statuses }) {
	const moving = isRollback ? "Roll back" : "Replace";
	return [{
		name: operation.type === "verify-only" ? "Confirm" : moving,
		from: at
	}, ...statuses.flatMap(({ at: from, status }) => {
		if (isBaking(status)) return [{
			name: "Bake",
			from
		}];
		if (isSuccessful(status) || isRolledBack(status)) return [{
			name: "Confirm",
			from
		}];
		return isRollingBack(status) ? [{
			name: "Roll back",
			from
		}] : [];
	})];
}
// src/report/summary/course.ts
const course = ({ timeline }) => {
	const drawn = [chartOf(timeline) ?? [], phases(timeline) ?? []].flat();
	return drawn.length > 0 ? blocks([md`### How it went`, ...drawn]) : void 0;
};
function phases(timeline) {
	const gone = phasesOf(timeline);
	if (timeline.operations.length === 0 || gone.length === 0) return void 0;
	const steps = gone.map(({ name, from, to, isBroken }) => md`${isBroken ? "❌ " : ""}${name} ${duration(to - from)}`);
	return md`${join$1(steps, md` → `)} · in all **${duration(timeline.now - timeline.began)}**`;
}
const FIRST_EVENTS = 60;
const LAST_EVENTS = 240;
const events = ({ timeline }) => {
	if (timeline.operations.length === 0) return void 0;
	const all = eventsOf(timeline);
	const row = ({ at, says }) => [clock(at), says];
	const left = all.length - FIRST_EVENTS - LAST_EVENTS;
	const rows = left > 0 ? [
		...all.slice(0, FIRST_EVENTS).map(row),
		["…", `Cut here: ${count(left, "event")}, not listed.`],
		...all.slice(-240).map(row)
	] : all.map(row);
	return details(`What happened, in ${count(all.length, "event")}`, table(["UTC", "event"], rows));
};
const found = ({ timeline }) => {
	const milestone = timeline.milestones.findLast(({ type }) => type === "evidence");
	if (milestone?.type !== "evidence") return void 0;
	const { console: its } = milestone.evidence;
	const lines = evidenceWords(beyond(milestone.evidence, timeline));
	if (lines.length === 0 && !its) return void 0;
	return blocks([
		md`### What was found`,
		...lines.length > 0 ? [bullets(lines.map(prose))] : [],
		...its ? [details(`Console of ${its.instance}, its last ${its.lines.length} lines`, codeBlock(its.lines, "text"))] : []
	]);
};
function beyond(evidence, { outcome }) {
	if (!outcome || !("failure" in outcome) || !("messages" in outcome.failure)) return evidence;
	const said = outcome.failure.messages.map(({ text }) => text);
	return {
		...evidence,
		launches: evidence.launches.filter(({ text }) => !said.includes(text))
	};
}
const findings = ({ timeline: { plan, outcome } }) => {
	const found = (outcome?.type === "refused" ? outcome.findings : plan?.findings ?? []).filter(({ level }) => level === "warning");
	if (found.length === 0) return void 0;
	return blocks([md`### Found before the start: ${count(found.length, "warning")}`, bullets(found.map(({ says, remedy }) => md`${prose(says)} ${prose(remedy)}`))]);
};
const fleetStatus = ({ timeline }) => {
	const { outcome, milestones } = timeline;
	if (outcome?.type === "planned") return void 0;
	const made = milestones.flatMap((milestone) => milestone.type === "prepared" && milestone.how === "made" ? [milestone.to] : []);
	const pins = milestones.flatMap((milestone) => milestone.type === "pinned" ? milestone.pins : []);
	const done = milestones.flatMap((milestone) => milestone.type === "final-step" && !("command" in milestone.finalStep) ? [milestone.finalStep] : []);
	const lines = [
		...refreshes(timeline),
		...made.map(({ id, version }) => md`Version ${version} of ${code(id)}, made by this run from version ${sourceNumber(timeline, id) ?? "–"}`),
		...savedVersions(timeline),
		...pins.map((pin) => pinned(pin, pins.length > 1)),
		...done.map((finalStep) => md`${finalStepWords(finalStep)}`)
	];
	return lines.length > 0 ? blocks([md`### State in AWS`, bullets(lines)]) : void 0;
};
function refreshes(timeline) {
	const { outcome, operations } = timeline;
	const active = outcome && "fleetStatus" in outcome ? outcome.fleetStatus.active : void 0;
	const ours = [.../* @__PURE__ */ new Set([refreshOf(timeline), ...operations.map(({ operation }) => refreshIdOf(operation) ?? "")])].filter((id) => id !== "");
	const status = (id) => active?.id === id ? active.status : lastStatus(timeline, id);
	return [...ours.map((id) => md`Instance refresh ${code(id)}: ${status(id)}${active?.id === id ? ", still in progress" : ""}`), ...active && !ours.includes(active.id) ? [md`Another instance refresh, ${code(active.id)}: ${active.status}, still in progress`] : []];
}
const lastStatus = ({ operations }, id) => operations.findLast(({ last }) => last?.refresh?.id === id)?.last?.refresh?.status ?? "not seen";
function savedVersions(timeline) {
	const saved = lastSeen(timeline)?.saved.map(({ version }) => version) ?? [];
	return saved.length === 0 ? [] : [md`The group’s saved template version at the last poll: ${code(saved.join(", "))}`];
}
function pinned(pin, several) {
	const of = several ? ` of ${pin.name}` : "";
	if ("former" in pin) return md`The group had version ${pin.former} saved and was set to version ${pin.version} for the rollout, so that it can be rolled back`;
	return "alias" in pin ? md`The group followed ${pin.alias}${of} and was pinned to version ${pin.version} for the rollout` : md`The group${of} named its image by the parameter ${code(pin.parameter)} and was pinned to version ${pin.version} with ${code(pin.image)}`;
}
// src/report/summary/drift.ts
const MOST_LISTED = 1e3;
const drift = ({ timeline }) => {
	const found = timeline.drift;
	if (!found || found.drifted.length === 0) return void 0;
	const { drifted, saved } = found;
	const left = drifted.length - MOST_LISTED;
	return blocks([
		md`### ${count(drifted.length, "instance")} not on ${saved.length > 1 ? "the versions" : md`version ${saved[0]?.version ?? ""} with ${code(saved[0]?.image ?? "")}`}${saved.length > 1 ? " that the group has saved" : ""}`,
		table([
			"instance",
			"lifecycle",
			"template version",
			"image (EC2)",
			"launched"
		], drifted.slice(0, MOST_LISTED).map(({ instance, lifecycle, template, image, age, leftOut }) => [
			code(instance),
			leftOut === "protected" ? `${lifecycle}, protected` : lifecycle,
			template ? `${template.version}${template.id === saved[0]?.id && saved.length === 1 ? "" : ` of ${template.id}`}` : "none",
			image === void 0 ? "not listed" : code(image),
			age === void 0 ? "–" : `${duration(age)} ago`
		])),
		...left > 0 ? [md`Cut here: ${left} more, not listed.`] : []
	]);
};
// src/report/summary/fleet.ts
const MOST_INSTANCES = 100;
const MOST_CHARACTERS$1 = 4e5;
const targetsNow = (timeline) => lastSeen(timeline)?.targets ?? timeline.survey?.targets ?? [];
const targetGroups = ({ timeline }) => {
	const { survey } = timeline;
	const arns = survey?.group?.targetGroups ?? timeline.operations[0]?.operation.targetGroups ?? [];
	if (arns.length === 0) return void 0;
	const seen = lastSeen(timeline);
	const broken = lastPollBeforeFailure(timeline);
	const columns = [
		["target group", (arn) => code(targetGroupName(arn))],
		...survey ? [[timeline.operations.length > 0 ? "before" : "now", (arn) => healthOf(arn, survey.targets)]] : [],
		...broken && broken !== seen ? [["as it stopped", (arn) => healthOf(arn, broken.targets)]] : [],
		...seen ? [["last seen", (arn) => healthOf(arn, seen.targets)]] : []
	];
	return blocks([md`### Target groups`, table(columns.map(([name]) => name), arns.map((arn) => columns.map(([, cell]) => cell(arn))))]);
};
const lastPollBeforeFailure = (timeline) => rolloutStoppedAt(timeline) === void 0 ? void 0 : watchedOperations(timeline).findLast((each) => !each.isRollback && each.last)?.last;
function healthOf(arn, targets) {
	const mine = targets.filter(({ targetGroup, state }) => targetGroup === arn && state !== "draining");
	const unhealthySince = mine.filter(({ state }) => state !== "healthy");
	const share = `${mine.length - unhealthySince.length} of ${mine.length} healthy`;
	if (unhealthySince.length === 0) return share;
	return `${share}, ${list([...Map.groupBy(unhealthySince, targetWords)].map(([state, these]) => `${these.length} ${state}`), 5)}`;
}
const instances = ({ timeline }) => {
	const present = lastSeen(timeline)?.instances ?? timeline.survey?.group?.instances ?? [];
	if (present.length === 0) return void 0;
	const of = {
		present,
		targets: Map.groupBy(targetsNow(timeline), ({ instance }) => instance),
		to: toOf(timeline),
		images: imagesOf(timeline),
		checks: lastState(timeline)?.checks ?? /* @__PURE__ */ new Map(),
		known: knownVersions(timeline)
	};
	const listed = present.toSorted((a, b) => Number(isRight(a, of)) - Number(isRight(b, of))).slice(0, MOST_INSTANCES);
	const columns = columnsOf(of);
	const rows = within(listed.map((each) => columns.map(([, cell]) => md`${cell(each)}`)));
	const left = present.length - rows.length;
	const cut = left > 0 ? md`\n\nCut here: ${left} more, not listed.` : md``;
	const shown = table(columns.map(([name]) => name), rows);
	const said = runImagesOfVersions(of) ? md`\n\nEC2 confirms that each runs the image of its version.` : md``;
	return details(`${count(present.length, "instance")}${sameType(present)}, as last seen`, md`${shown}${cut}${said}`);
};
const isRight = ({ id, template, healthy }, { to, targets }) => to.some((each) => each.id === template?.id && each.version === template?.version) && healthy && (targets.get(id) ?? []).every(({ state }) => state === "healthy");
const lastState = ({ operations }) => operations.findLast(({ watchState }) => watchState)?.watchState;
function imagesOf(timeline) {
	const ec2Instances = lastState(timeline)?.ec2Instances;
	return new Map([...ec2Instances ?? []].map(([id, { image }]) => [id, image]));
}
const runImagesOfVersions = ({ present, images, known }) => present.every(({ id, template }) => known.some((each) => each.id === template?.id && each.version === template.version && each.image === images.get(id)));
const typesOf = (present) => [...new Set(present.map(({ type }) => type))];
const sameType = (present) => {
	const [type, ...others] = typesOf(present);
	return type === void 0 || others.length > 0 ? "" : ` (${type})`;
};
function columnsOf(of) {
	const { present, targets, images, checks } = of;
	const isNews = images.size > 0 && !runImagesOfVersions(of);
	return [
		["instance", ({ id }) => code(id)],
		...typesOf(present).length > 1 ? [["type", ({ type }) => type]] : [],
		["zone", ({ zone }) => zone],
		["version", ({ template }) => template?.version ?? "–"],
		...isNews ? [["image (EC2)", ({ id }) => code(images.get(id) ?? "")]] : [],
		["state", (each) => stateOf(each, checks.get(each.id)?.status)],
		["targets", ({ id }) => targetsOf(targets.get(id) ?? [])]
	];
}
const stateOf = (of, checks) => [memberFact(of), ...checks && !passesAll(checks) ? [checksFact(checks)] : []].map(factWords).join(", ");
function targetsOf(mine) {
	const unhealthy = mine.filter(({ state }) => state !== "healthy");
	if (unhealthy.length > 0) return targetFacts(unhealthy).map(factWords).join(", ");
	return mine.length === 0 ? "–" : `healthy in ${mine.length === 1 ? "1" : `all ${mine.length}`}`;
}
function within(rows) {
	let room = MOST_CHARACTERS$1;
	const end = rows.findIndex((row) => {
		room -= row.reduce((length, cell) => length + String(cell).length + 3, 0);
		return room < 0;
	});
	return end < 0 ? rows : rows.slice(0, end);
}
// src/report/summary/head.ts
const head = (story) => {
	const { timeline } = story;
	const { outcome } = timeline;
	const { sign, says } = headlineOf(timeline);
	return blocks([
		md`## ${sign} ${says}`,
		...outcome ? said(story, outcome) : underWay(story),
		...failedFinalSteps(story)
	]);
};
function said(story, outcome) {
	const { timeline } = story;
	switch (outcome.type) {
		case "succeeded": return [md`${fleetNow(timeline, outcome.fleetStatus)}${proof(timeline)}${isWatching(timeline) ? ` ${nothingSent(timeline)}` : ""}`];
		case "unchanged": return [md`${fleetNow(timeline, outcome.fleetStatus)}${proof(timeline)} It was only confirmed: no instance was replaced.`];
		case "planned": return [md`${fleetNow(timeline, outcome.fleetStatus)} This was a plan: nothing was changed.`];
		case "in-sync": return [md`${timeline.drift ? inSyncWords(timeline.drift) : ""} It was only compared, nothing was changed.`];
		case "drifted": return [
			md`**Why:** ${timeline.drift ? differs(timeline.drift) : ""}`,
			md`**Now:** ${timeline.drift ? driftNow(timeline.drift) : ""} It was only compared, nothing was changed.`,
			...next(story, outcome)
		];
		case "refused": return refusal(story, outcome);
		case "failed":
		case "cancelled": return [
			md`**Why:** ${prose(rowOf(outcome.failure).sentence)}`,
			md`**Now:** ${fleetNow(timeline, outcome.fleetStatus)}${healthNow(timeline, outcome.fleetStatus)} ${rollbackSentence(timeline, outcome)}`,
			...next(story, outcome),
			...seen(timeline),
			...diagnostics(story, outcome)
		];
	}
}
function refusal(story, outcome) {
	const errors = outcome.findings.filter(({ level }) => level === "error");
	if (outcome.code === "invalid-input") return [
		md`**Now:** AWS was not asked, nothing was changed.`,
		bullets(errors.map(({ says }) => prose(says))),
		...next(story, outcome)
	];
	const fleet = md`**Now:** ${fleetNow(story.timeline, outcome.fleetStatus)} Nothing was changed.`;
	const [first] = errors;
	return errors.length === 1 && first ? [
		md`**Why:** ${prose(first.says)}`,
		fleet,
		...next(story, outcome)
	] : [fleet, bullets(errors.map(({ says, remedy }) => md`${prose(says)}${lineBreak}**Next:** ${prose(remedy)}`))];
}
function next({ timeline, run }, outcome) {
	const step = nextStep(timeline, outcome);
	if (!step) return [];
	return [md`**Next:** ${prose(step.says)}`, ...toCopy(step.commands, run)];
}
function diagnostics({ timeline, run }, outcome) {
	const shown = toCopy(nextStep(timeline, outcome)?.diagnostics ?? [], run);
	return shown.length === 0 ? [] : [md`**To see why:**`, ...shown];
}
const toCopy = (commands, { region }) => commands.map((each) => codeBlock(folded(inRegion(each, region)), "sh"));
const proof = (timeline) => {
	const names = timeline.operations[0]?.operation.targetGroups.map(targetGroupName) ?? [];
	const unwatched = unwatchedWords(timeline);
	return names.length > 0 ? ` Every instance of this rollout is healthy in ${list(names)}, 3 checks in a row${unwatched}.` : unwatched.replace(/^; (.*)$/, " $1.");
};
function seen(timeline) {
	const watched = watchedOperations(timeline).findLast((each) => !each.isRollback && each.last);
	const point = watched?.points.at(-1);
	if (!watched?.last || !point) return [];
	const { operation, last } = watched;
	const { onTarget, healthy, total, inTargetGroups } = progress(last, operation);
	const by = inTargetGroups.map((each) => `${targetGroupName(each.targetGroup)} ${each.healthy} of ${each.registered}`);
	const says = [
		`${onTarget} of ${total} ${onTargetWords(operation.to)}, ${healthy} of ${total} healthy, at ${clock(point.at)} UTC during the rollout.`,
		...by.length > 0 ? [`By target group: ${by.join(", ")}.`] : [],
		...unitsOf(last.instances) === "instances" && total > last.desired ? [`The desired capacity is ${last.desired}: the others run meanwhile.`] : []
	];
	return [md`**Seen:** ${says.join(" ")}`];
}
function healthNow(timeline, { fleet }) {
	const last = watchedOperations(timeline).findLast(({ points }) => points.length > 0)?.points.at(-1);
	if (!last || fleet === "unknown") return "";
	return ` ${last.healthy === last.total ? "All were" : `${last.healthy} of ${last.total} were`} healthy at ${clock(last.at)} UTC.`;
}
const failedFinalSteps = ({ timeline, run }) => timeline.milestones.flatMap((milestone) => milestone.type === "final-step" && "command" in milestone.finalStep ? [action_alert("WARNING", blocks([md`${finalStepWords(milestone.finalStep)}`, ...toCopy([milestone.finalStep.command], run)]))] : []);
function underWay({ timeline, run }) {
	if (isWatching(timeline)) return [action_alert("NOTE", md`If the job has ended, it was ended here and AWS goes on by itself: run it again, and it watches on.`)];
	if (refreshOf(timeline) === "") return [action_alert("NOTE", md`If the job has ended, it was ended before it started an instance refresh: run it again.`)];
	const its = lastSeen(timeline)?.refresh;
	return [
		...its ? [md`Instance refresh ${refreshWords(its)}.`] : [],
		action_alert("NOTE", md`If the job has ended, it was ended here and AWS goes on by itself: run it again, and it takes up its own refresh.`),
		...toCopy(timeline.operations.slice(-1).map(({ operation }) => describeCommand(operation)), run)
	];
}
// src/report/summary/image-clean-up.ts
const archivedImages = ({ timeline }) => {
	const parts = [...new Map(timeline.milestones.flatMap((milestone) => milestone.type === "archiving-images" ? [[milestone.cleanUp.template, milestone.cleanUp]] : [])).values()].flatMap((found) => partsOf(timeline, found));
	return parts.length > 0 ? blocks([md`### Clean-up of images`, ...parts]) : void 0;
};
function partsOf(timeline, found) {
	const { archived, kept, archive } = found;
	const isForetold = isPreview(timeline);
	const done = new Set(timeline.milestones.flatMap(archivedIn));
	const fate = ({ id }) => isForetold ? `would be ${past[archive.how]}` : done.has(id) ? past[archive.how] : "as before";
	const rows = (images) => images.map(([{ id, name, created }, says]) => [
		code(id),
		code(name),
		created === void 0 ? "–" : `${duration(timeline.now - created)} ago`,
		says
	]);
	return [
		...isForetold ? [md`${imageCleanUpWords(found, isForetold)}.`] : [],
		...archived.length > 0 ? [table([
			"image",
			"name",
			"built",
			"clean-up"
		], rows(archived.map((image) => [image, fate(image)])))] : [],
		...kept.length > 0 ? [details("Why the other images stay", table([
			"image",
			"name",
			"built",
			"stays"
		], rows(kept.map(({ image, because }) => [image, keptWords(because, archive, timeline.now)]))))] : []
	];
}
const past = {
	deprecate: "deprecated",
	disable: "disabled"
};
const archivedIn = (milestone) => milestone.type === "final-step" && milestone.finalStep.did === "archived" ? milestone.finalStep.images : [];
// src/report/summary/preview.ts
const preview = ({ timeline }) => {
	const seen = previewOf(timeline);
	if (!seen) return void 0;
	const { plan, calls, permissions } = seen;
	const course = plan.action === "roll" ? [
		md`### How it would go`,
		bullets([...paceWords(plan, timeline.survey), rollbackPlanWords(plan)].map(prose)),
		...paceTable(paceRows(plan)),
		...plan.changes.flatMap((move) => differences$1(move, plan.changes.length > 1))
	] : [];
	const lines = [...Map.groupBy(permissions, (each) => each.for)].map(([aim, these]) => md`${permissionTitles[aim]}: ${join$1(these.map(({ action }) => code(action)), md`, `)}`);
	return blocks([
		...course,
		md`### ${stepsTitle(calls, plan)}`,
		...calls.length > 0 ? [table([
			"",
			"call",
			"on",
			"why"
		], calls.map(({ operation, on, purpose }, i) => [
			i + 1,
			code(actionOf(operation)),
			code(on),
			purposeWords(purpose)
		]), [0])] : [],
		...permissions.length > 0 ? [details(`The ${count(permissions.length, "permission")} that it needs`, bullets(lines))] : []
	]);
};
const paceTable = (rows) => rows.length === 0 ? [] : [table([
	"healthy",
	"time",
	"batches",
	"instances",
	"capacity"
], rows.map((row) => row.map(prose)))];
function differences$1({ template, why, differences: all }, several) {
	if (why !== void 0) return [];
	const of = several ? `${template.name}: ` : "";
	const rest = all.filter(({ path }) => path !== "ImageId");
	if (rest.length === 0) return [md`${of}Nothing but the image changes in the launch template.`];
	return [details(`${of}${count(rest.length, "setting")} of the launch template besides the image`, table([
		"member",
		"now",
		"then"
	], rest.map(({ path, from, to }) => [
		code(path),
		code(from ?? "not set"),
		code(to ?? "not set")
	])))];
}
const notes = ({ timeline: { plan, outcome } }) => {
	const found = (outcome?.type === "refused" ? outcome.findings : plan?.findings ?? []).filter(({ level }) => level === "note");
	return found.length === 0 ? void 0 : details(`Good to know of this group: ${count(found.length, "note")}`, bullets(found.map(({ says, remedy }) => md`${prose(says)} ${prose(remedy)}`)));
};
// src/report/summary/revision.ts
const revision = ({ timeline }) => {
	const rows = rowsOf(timeline);
	if (rows.length === 0) return void 0;
	const isOne = new Set(rows.map(({ template }) => template)).size === 1;
	const columns = [
		["", ({ side }) => side],
		...isOne ? [] : [["launch template", ({ template }) => template]],
		["image", ({ image }) => code(image)],
		...rows.some(({ facts }) => facts) ? described(timeline.began) : [],
		[isOne ? md`version of ${rows[0]?.template ?? ""}` : "version", ({ version }) => version]
	];
	return blocks([
		md`### From → to`,
		table(columns.map(([name]) => name), rows.map((row) => columns.map(([, cell]) => cell(row)))),
		...born(timeline, rows),
		...differences(timeline)
	]);
};
const described = (now) => [["name", ({ facts }) => facts?.name ?? "–"], ["built", ({ facts }) => facts?.created === void 0 ? "–" : `${duration(now - facts.created)} ago`]];
function rowsOf(timeline) {
	const asked = imageOf(timeline);
	const changes = versionChanges(timeline);
	const row = (side, template, image, version) => ({
		side,
		template,
		image,
		version,
		facts: factsOf(timeline, image)
	});
	if (changes.length === 0) return asked === "" ? [] : [row("to", "–", asked, "a new one")];
	return changes.flatMap(({ name, from, to, image }) => [...from ? [row("from", name, from.image, from.version)] : [], ...image === "" ? [] : [row("to", name, image, to?.version ?? "a new one")]]);
}
const factsOf = ({ survey }, image) => [...survey?.templates.flatMap((each) => [targetImage(each), currentImage(each)]) ?? [], ...survey?.images.map(candidateImage) ?? []].find((each) => each?.id === image);
function differences({ plan, settings: asked }) {
	if (plan?.action !== "roll" || asked?.mode === "plan" && !plan.isRollback) return [];
	return plan.changes.flatMap((move) => differencesOf(move, plan.changes.length > 1 ? `${move.template.name}: ` : ""));
}
function differencesOf({ why: rollbackTarget, differences: all }, of) {
	const isImageAlone = all.every(({ path }) => path === "ImageId");
	if (!rollbackTarget && isImageAlone) return [];
	const rows = all.map(({ path, from, to }) => [
		code(path),
		code(from ?? "not set"),
		code(to ?? "not set")
	]);
	const why = rollbackTarget ? [md`${of}${rollbackReasonWords[rollbackTarget]}`] : [];
	return rows.length > 0 ? [...why, details(`${of}What differs in the launch template: ${rows.length}`, table([
		"member",
		"now",
		"then"
	], rows))] : why;
}
function born(timeline, rows) {
	const { settings, began: now } = timeline;
	const account = timeline.survey?.group?.account;
	const images = [...new Set(rows.flatMap(({ side, image }) => side === "to" ? [image] : []))].flatMap((id) => {
		const image = factsOf(timeline, id);
		const facts = [...originOf(id, timeline), ...(image ? contentsWords(image, {
			account,
			now,
			ancestry: timeline.survey?.ancestries.get(id)
		}) : []).map((each) => md`${each}`)];
		return facts.length > 0 ? [md`${code(id)} ${join$1(facts, md`, `)}`] : [];
	});
	const sha = settings?.run.sha.slice(0, 12) ?? "";
	return [...images.length > 0 ? [bullets(images)] : [], ...sha === "" || isWatching(timeline) ? [] : [md`Asked for by commit ${code(sha)}.`]];
}
function originOf(id, { survey, began }) {
	const candidate = survey?.images.find((each) => candidateId(each) === id);
	if (!candidate) return [];
	const [source, commit] = [sourceWords(candidate, began), commitOf(candidate)];
	const isSaid = survey?.comparisons.some(({ head, answer }) => head === commit && !("problem" in answer));
	return [...source === void 0 ? [] : [md`${source}`], ...commit === void 0 || isSaid ? [] : [md`built from commit ${code(commit.slice(0, 12))}`]];
}
const settings = ({ timeline }) => {
	const { plan } = timeline;
	if (!plan || !("settings" in plan)) return void 0;
	const words = termsWords(plan, timeline).map((each) => md`${each}`);
	return details("Instance refresh settings and limits", bullets(words));
};
// src/report/summary.ts
const sections$1 = [
	head,
	runFacts,
	found,
	commits,
	revision,
	course,
	targetGroups,
	findings,
	fleetStatus,
	cleanUp,
	archivedImages,
	instances,
	notes,
	events,
	settings
];
const sectionsOfPlan$1 = [
	head,
	runFacts,
	findings,
	commits,
	revision,
	preview,
	targetGroups,
	cleanUp,
	archivedImages,
	instances,
	notes,
	settings
];
const sectionsLeftToPost = [head, runFacts];
const sectionsOfCheck$1 = [
	head,
	runFacts,
	drift,
	archivedImages
];
function sectionsOf$1(timeline) {
	const { settings, operations, outcome } = timeline;
	if (outcome && "rollback" in outcome && isLeftToPost(timeline, outcome)) return sectionsLeftToPost;
	if (settings?.mode === "check") return sectionsOfCheck$1;
	return settings?.mode === "plan" || operations.length === 0 && outcome?.type === "refused" ? sectionsOfPlan$1 : sections$1;
}
const MOST_BYTES = 1e6;
function summaryOf(timeline, run) {
	const parts = sectionsOf$1(timeline).flatMap((section) => section({
		timeline,
		run
	}) ?? []);
	const page = withoutAccount(String(blocks(fitting$1(parts))), timeline.survey?.group?.account ?? "");
	return `${asMarkdown(page, run)}\n`;
}
function fitting$1(parts) {
	let room = MOST_BYTES;
	return parts.map((part) => {
		const bytes = Buffer.byteLength(String(part)) + 2;
		if (bytes > room) return md`Cut here: a part of ${bytes} bytes did not fit into GitHub’s limit for summaries.`;
		room -= bytes;
		return part;
	});
}
// src/report/reporters.ts
const logReporter = (print, { colour, run }) => withoutThrowing("The log", (event, before, after) => {
	for (const line of logLines(before, event, after)) print(asText(printed(line, colour), run));
});
const annotationReporter = (run) => withoutThrowing("An annotation", (event, _before, after) => {
	const levels = {
		error,
		warning
	};
	for (const { level, title, message } of annotationsFor(event, after)) levels[level](asText(message, run), { title });
});
const SUMMARY_PAUSE = 6e4;
function summaryReporter({ paths, run }) {
	let written = Number.NEGATIVE_INFINITY;
	return withoutThrowing("The job summary", (event, before, after) => {
		if (!isPhase(event, before, after) && event.at - written < SUMMARY_PAUSE) return;
		written = event.at;
		const text = summaryOf(after, run);
		for (const path of paths) (0,external_node_fs_.writeFileSync)(path, text);
	});
}
const jsonReporter = ({ path, run }) => {
	const complete = (name, value) => typeof value !== "string" ? value : name === "command" ? inRegion(value, run.region) : name === "remedy" ? withRegion(value, run.region) : value;
	return withoutThrowing("The report file", (event, before, after) => {
		if (isPhase(event, before, after)) (0,external_node_fs_.writeFileSync)(path, `${JSON.stringify(reportOf(after), complete, 2)}\n`);
	});
};
function outputReporter(context) {
	let written = "";
	return withoutThrowing("The outputs", (event, before, after) => {
		if (!isPhase(event, before, after)) return;
		const outputs = outputsOf(after, context);
		const text = JSON.stringify({
			...outputs,
			"duration-seconds": ""
		});
		if (text === written) return;
		written = text;
		for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
	});
}
function isPhase(event, before, after) {
	if (event.type === "polled") return before.operations.at(-1)?.statuses.length !== after.operations.at(-1)?.statuses.length;
	if (event.type === "unanswered") return false;
	return event.type !== "waiting" || before.milestones.at(-1)?.type !== "waiting";
}
function withoutThrowing(what, reader) {
	let warned = false;
	return (event, before, after) => {
		try {
			reader(event, before, after);
		} catch (thrown) {
			if (warned) return;
			warned = true;
			warning(withoutCommands(`${what} could not be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`), { title: "AMI rollout: the rollout goes on" });
		}
	};
}
// src/github/api/problem.ts
function apiProblemOf(thrown) {
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	if (isForbiddenByGraphql(thrown)) return {
		problem: "denied",
		message
	};
	if (!isRequestFailure(thrown)) return {
		problem: "broken",
		message
	};
	return {
		problem: thrown.response ? answered(thrown.status, thrown.response.headers) : "unreachable",
		message
	};
}
function answered(status, headers) {
	const isLimited = headers["retry-after"] !== void 0 || String(headers["x-ratelimit-remaining"]) === "0";
	if (status === 429 || status === 403 && isLimited) return "rate-limited";
	if (status === 401) return "unauthorized";
	if (status === 403) return "denied";
	if (status === 404) return "not-found";
	return status >= 500 ? "broken" : "rejected";
}
const isRequestFailure = (thrown) => thrown instanceof Error && "status" in thrown && typeof thrown.status === "number";
const isForbiddenByGraphql = (thrown) => thrown instanceof Error && "errors" in thrown && Array.isArray(thrown.errors) && thrown.errors.some((error) => error.type === "FORBIDDEN");
// src/github/api/client.ts
const LIMIT = 1e4;
const PAGE = 100;
function githubClient({ token, apiUrl, repository, clock, stop }) {
	const [owner = "", repo = ""] = repository.split("/");
	const time = timeLimit(clock, stop);
	let loaded;
	async function ask(call) {
		loaded ??= load(token, apiUrl);
		const octokit = await loaded.catch(() => void 0);
		if (!octokit) return {
			problem: "not-loaded",
			message: "the client of GitHub’s API could not be loaded"
		};
		return time(async (signal) => {
			try {
				return { ok: await call(octokit, signal) };
			} catch (thrown) {
				return apiProblemOf(thrown);
			}
		});
	}
	return {
		compare: (base, head) => ask(async (octokit, signal) => {
			const basehead = `${base}...${head}`;
			const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
				owner,
				repo,
				basehead,
				request: { signal }
			});
			const commits = data.commits.map(({ sha, commit }) => ({
				sha,
				title: commit.message.split("\n", 1)[0] ?? ""
			}));
			const { status, ahead_by: aheadBy, behind_by: behindBy } = data;
			return {
				status,
				aheadBy,
				behindBy,
				commits: commits.reverse()
			};
		}),
		mergedPullRequests: (commit) => ask(async (octokit, signal) => {
			const asked = {
				owner,
				repo,
				commit_sha: commit,
				request: { signal }
			};
			const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit(asked);
			return data.filter(({ merged_at }) => merged_at !== null).map(({ number }) => number);
		}),
		ownLogin: () => ask(async (octokit, signal) => {
			const { viewer } = await octokit.graphql("{ viewer { login } }", { request: { signal } });
			return viewer.login;
		}),
		findComment: (issue, matches) => ask(async (octokit, signal) => {
			for (let page = 1;; page += 1) {
				const asked = {
					owner,
					repo,
					issue_number: issue,
					per_page: PAGE,
					page,
					request: { signal }
				};
				const { data } = await octokit.rest.issues.listComments(asked);
				const comments = data.map(({ id, user, body = "" }) => ({
					id,
					login: user?.login,
					body
				}));
				const found = comments.find(matches);
				if (found || comments.length < PAGE) return found;
			}
		}),
		addComment: (issue, body) => ask(async (octokit, signal) => {
			await octokit.rest.issues.createComment({
				owner,
				repo,
				issue_number: issue,
				body,
				request: { signal }
			});
		}),
		editComment: (id, body) => ask(async (octokit, signal) => {
			await octokit.rest.issues.updateComment({
				owner,
				repo,
				comment_id: id,
				body,
				request: { signal }
			});
		})
	};
}
async function load(token, apiUrl) {
	const { getOctokit } = await __nccwpck_require__.e(/* import() */ 376).then(__nccwpck_require__.bind(__nccwpck_require__, 6376));
	const nothing = () => {};
	return getOctokit(token, {
		baseUrl: apiUrl,
		log: {
			debug: nothing,
			info: nothing,
			warn: nothing,
			error: nothing
		}
	});
}
function timeLimit(clock, stop) {
	let left = LIMIT;
	return async (work) => {
		const late = {
			problem: "late",
			message: `GitHub did not answer within ${LIMIT / 1e3} s in all`
		};
		if (left <= 0 || stop.aborted) return late;
		const began = clock.now();
		const [call, timer] = [new AbortController(), new AbortController()];
		const over = clock.sleep(left, AbortSignal.any([timer.signal, stop])).then(() => late);
		try {
			return await Promise.race([work(call.signal), over]);
		} finally {
			timer.abort();
			call.abort();
			left -= clock.now() - began;
		}
	};
}
// src/github/api/compare.ts
function comparing(client) {
	const asked = /* @__PURE__ */ new Map();
	return (base, head) => {
		const key = `${base}...${head}`;
		const answer = asked.get(key) ?? client.compare(base, head).then((found) => "ok" in found ? found.ok : found);
		asked.set(key, answer);
		return answer;
	};
}
// src/rollout/github.ts
const githubProblemWords = {
	late: "GitHub did not answer in time",
	unreachable: "GitHub could not be reached",
	unauthorized: "GitHub does not accept `github-token`",
	denied: "`github-token` lacks the permission",
	"not-found": "GitHub answers that it is not found, or not to be read by `github-token`",
	"rate-limited": "GitHub’s rate limit is used up",
	rejected: "GitHub did not accept the request",
	broken: "GitHub answered with an error",
	"not-loaded": "the client of GitHub’s API could not be loaded"
};
// src/github/api/comment.ts
const markOf = (groupArn, mode) => `<!-- ami-rollout:${(0,external_node_crypto_.createHash)("sha256").update(`${groupArn}\n${mode}`).digest("hex").slice(0, 32)} -->`;
const JOB_TOKEN_LOGIN = "github-actions[bot]";
async function writeComment(client, comment) {
	const { pullRequest, mark, body } = comment;
	const own = await client.ownLogin();
	if ("problem" in own && own.problem !== "denied") return own;
	const login = "ok" in own ? own.ok : JOB_TOKEN_LOGIN;
	const found = await client.findComment(pullRequest, (each) => each.login === login && each.body.startsWith(mark));
	if ("problem" in found) return found;
	if (found.ok) {
		if (found.ok.body === body) return { ok: "updated" };
		const edited = await client.editComment(found.ok.id, body);
		if (!isMissing(edited)) return "problem" in edited ? edited : { ok: "updated" };
	}
	const added = await client.addComment(pullRequest, body);
	return "problem" in added ? added : { ok: "added" };
}
const isMissing = (answer) => "problem" in answer && answer.problem === "not-found";
// src/github/event.ts
function pullRequestSource(env) {
	const name = env["GITHUB_EVENT_NAME"] ?? "";
	const event = payload(env["GITHUB_EVENT_PATH"] ?? "");
	switch (name) {
		case "push": return { pushed: env["GITHUB_SHA"] ?? "" };
		case "pull_request": {
			const number = member(event, "pull_request", "number");
			const head = member(event, "pull_request", "head", "repo", "full_name");
			if (typeof number === "number") return {
				number,
				isFork: head !== env["GITHUB_REPOSITORY"]
			};
			break;
		}
		case "issue_comment": {
			const number = member(event, "issue", "number");
			if (member(event, "issue", "pull_request") === void 0) return { none: "the comment is on an issue" };
			if (typeof number === "number") return {
				number,
				isFork: false
			};
			break;
		}
		default: return { none: `the event \`${name}\` has no pull request` };
	}
	return { none: "the file of the event names no pull request" };
}
function payload(path) {
	try {
		return JSON.parse((0,external_node_fs_.readFileSync)(path, "utf8"));
	} catch {
		return;
	}
}
function member(value, ...keys) {
	let found = value;
	for (const key of keys) {
		if (typeof found !== "object" || found === null) return void 0;
		found = Object.entries(found).find(([name]) => name === key)?.[1];
	}
	return found ?? void 0;
}
// src/github/pull-request.ts
async function commentOnPullRequest(client, env, { groupArn, mode, body }) {
	const source = pullRequestSource(env);
	const found = await numberOf(source, client);
	if ("problem" in found) return failed("The pull request of this commit could not be read", found, env);
	if (found.ok === void 0) return {
		says: `No comment is written: ${whyNone(source)}.`,
		isProblem: false
	};
	const mark = markOf(groupArn, mode);
	const written = await writeComment(client, {
		pullRequest: found.ok,
		mark,
		body: `${mark}\n${body}`
	});
	return "problem" in written ? failed(`The comment on pull request ${found.ok} could not be written`, written, env) : {
		says: `Pull request ${found.ok}: the comment is ${written.ok}.`,
		isProblem: false
	};
}
async function numberOf(source, client) {
	if ("none" in source) return { ok: void 0 };
	if ("number" in source) return { ok: source.number };
	const merged = await client.mergedPullRequests(source.pushed);
	return "problem" in merged ? merged : { ok: merged.ok[0] };
}
const whyNone = (source) => "none" in source ? source.none : "no merged pull request brought this commit";
const failed = (what, problem, env) => ({
	says: `${what}: ${githubProblemWords[problem.problem]}. ${remedyFor(problem, env)}`,
	isProblem: true
});
function remedyFor({ problem }, env) {
	if (problem !== "denied" && problem !== "not-found") return "The outcome is in the job summary.";
	const source = pullRequestSource(env);
	if ("number" in source && source.isFork) return "It comes from a fork, and such a run gets a token that only reads: the outcome is in the job summary.";
	return env["GITHUB_ACTOR"] === "dependabot[bot]" ? "Dependabot’s runs get a token that only reads: the outcome is in the job summary." : "Give the job the permission `pull-requests: write`.";
}
// src/report/comment.ts
const sections = [
	head,
	runFacts,
	runLink,
	commits,
	revision,
	course,
	findings,
	fleetStatus,
	cleanUp
];
const sectionsOfPlan = [
	head,
	runFacts,
	runLink,
	findings,
	commits,
	revision,
	preview,
	cleanUp
];
const sectionsOfCheck = [
	head,
	runFacts,
	runLink,
	drift
];
function sectionsOf({ settings, operations }) {
	if (settings?.mode === "check") return sectionsOfCheck;
	return settings?.mode === "plan" || operations.length === 0 ? sectionsOfPlan : sections;
}
const MOST_CHARACTERS = 65e3;
const CUT_NOTE = md`*Cut here: the rest does not fit into a comment. The summary of the workflow run has it.*`;
function commentOf(timeline, run) {
	const account = timeline.survey?.group?.account ?? "";
	const parts = sectionsOf(timeline).flatMap((section) => section({
		timeline,
		run
	}) ?? []);
	return `${asMarkdown(withoutAccount(String(blocks(fitting(parts))), account), run)}\n`;
}
function fitting(parts) {
	let room = MOST_CHARACTERS - String(CUT_NOTE).length - 2;
	const fits = parts.filter((part) => {
		const length = String(part).length + 2;
		if (length > room) return false;
		room -= length;
		return true;
	});
	return fits.length < parts.length ? [...fits, CUT_NOTE] : fits;
}
// src/reviewers.ts
function reviewersOf({ gitHub: { token, comment: isWanted }, rollout: { onStale, mode }, region }, { clock, stop }, env) {
	const run = {
		...runLinksFrom(env),
		region
	};
	const { repository } = run;
	const apiUrl = env["GITHUB_API_URL"] || "https://api.github.com";
	const client = token === "" || repository === "" ? void 0 : githubClient({
		token,
		apiUrl,
		repository,
		clock,
		stop
	});
	let concluded;
	async function written() {
		if (!client) return notWritten("`github-token` is empty, or this is no workflow run", true);
		if (stop.aborted) return notWritten("the job was cancelled");
		const groupArn = concluded?.survey?.group?.arn ?? "";
		if (!concluded || groupArn === "") return notWritten("the group is not known");
		return commentOnPullRequest(client, env, {
			groupArn,
			mode,
			body: commentOf(concluded, run)
		});
	}
	return {
		port: client && (isWanted || onStale !== "allow") ? { compare: comparing(client) } : {},
		reporter(event, _before, after) {
			if (event.type === "concluded") concluded = after;
		},
		async comment() {
			if (!isWanted) return;
			const { says, isProblem } = await written().catch((bug) => notWritten(String(bug), true));
			if (isProblem) warning(withoutCommands(says), { title: "AMI rollout: no comment" });
			else info(withoutCommands(says));
		}
	};
}
const notWritten = (why, isProblem = false) => ({
	says: `No comment is written: ${why}.`,
	isProblem
});
// src/rollout/finish-in-post.ts
async function finishInPost(context, left) {
	const settings = {
		...left.settings,
		failedVersion: "keep"
	};
	const failure = left.failure ?? {
		code: "cancelled",
		signal: "the job ended"
	};
	const operation = await begun(context, left);
	if (!operation) {
		await endClaim(context, left.operation.group, settings.run);
		return;
	}
	if ("problem" in operation) return failed$1(context, {
		rollout: rolloutOf(left.operation),
		settings,
		failure,
		rollback: {
			how: "leave",
			end: "failed",
			failure: refusedBy(operation.problem)
		},
		replaced: 0
	});
	const rollback = operation.undoes !== void 0 || operation.type !== "refresh" ? await replaceProtected(context, operation, {
		failed: {
			failure,
			settings
		},
		result: await watchRollback(context, operation, settings)
	}) : await rollBack(context, operation, {
		failure,
		settings
	});
	if (rollback.end === "none") context.emit({
		type: "rolling-back",
		at: context.clock.now(),
		operation,
		failure,
		how: "leave"
	});
	return failed$1(context, {
		rollout: rolloutOf(operation),
		operation,
		settings,
		failure,
		rollback,
		replaced: 0
	});
}
async function begun({ reads, ...context }, { operation, settings }) {
	if (operation.type !== "not-started") return operation;
	const found = await findOurs({
		...context,
		reads: reads.retrying({
			limit: settings.timeout,
			throttled: settings.timeout,
			stop: context.stop
		})
	}, operation).catch(problemIn);
	if (typeof found === "object") return { problem: found };
	return found === void 0 ? void 0 : startedAs(found, operation);
}
// src/main.ts
async function main(deps, env) {
	const inputs = await inputsOrProblems(deps, env);
	saveReportFile(runLinksFrom(env).reportFile);
	const shown = "problems" in inputs ? {
		region: "",
		summary: true
	} : inputs;
	const state = "problems" in inputs || inputs.rollout.mode === "watch" ? [] : [stateReader(accessOf(inputs)), trialStateReader(accessOf(inputs))];
	const emitTo = (others) => emitterFor(deps, [
		...state,
		...reporters(env, shown),
		outputs(env, shown),
		...others
	]);
	if (!("problems" in inputs)) {
		const reviewers = reviewersOf(inputs, deps, env);
		const emit = emitTo([reviewers.reporter]);
		const parts = partsFor(inputs, deps, env);
		const settings = {
			...inputs.rollout,
			session: parts.credentials.lifetime
		};
		const verifyRunner = await verifyRunnerFor(deps, inputs, {
			env,
			credentials: parts.credentials
		});
		const onInstance = await onInstanceFor(inputs);
		const exit = await runToOutcome(deps, {
			...parts,
			...reviewers.port,
			verifyRunner,
			...onInstance,
			emit
		}, (context) => runProgram(context, settings));
		await reviewers.comment();
		return exit;
	}
	const outcome = refusalFor(inputs.problems);
	emitTo([])({
		type: "concluded",
		at: deps.clock.now(),
		outcome
	});
	return exitOf(outcome);
}
async function inputsOrProblems({ verifyRunner }, env) {
	const runner = runnerContextFrom(env);
	const inputs = inputsFrom(runner);
	if (verifyRunner || !runsVerify(runner.inputs.get("verify") ?? "", runner.inputs.get("mode") ?? "")) return inputs;
	const { bashProblem } = await __nccwpck_require__.e(/* import() */ 906).then(__nccwpck_require__.bind(__nccwpck_require__, 6906));
	const problem = await bashProblem(env);
	if (problem === void 0) return inputs;
	const missing = {
		input: "verify",
		value: "",
		says: `cannot run: ${problem}`,
		remedy: INSTALL_BASH
	};
	return { problems: [..."problems" in inputs ? inputs.problems : [], missing] };
}
const INSTALL_BASH = "Install bash on the runner, or in the image of the job (Alpine: `apk add bash`); or leave `verify` out.";
const runsVerify = (verify, mode) => verify !== "" && mode !== "plan" && mode !== "check";
const accessOf = ({ region, role, summary }) => ({
	region,
	role,
	summary
});
async function post(deps, env) {
	const left = leftByMain();
	const trials = trialsLeftByMain();
	const commands = commandAccess();
	const isBroken = left === "broken";
	if (isBroken) error("The state that main saved for this step cannot be read: see whether an instance refresh is still in progress.", { title: "AMI rollout: unfinished" });
	const unfinished = typeof left === "string" ? void 0 : left;
	const access = unfinished?.access ?? trials?.access ?? commands;
	let exit = isBroken ? 1 : 0;
	if (!access) return exit;
	const rollbackReporter = (event) => {
		if (event.type === "concluded" && "rollback" in event.outcome && event.outcome.rollback.end === "failed") exit = 1;
	};
	const emit = emitterFor(deps, [...reporters(env, access), rollbackReporter]);
	await runToOutcome(deps, {
		...partsFor(access, deps, env),
		verifyRunner: noVerification,
		emit
	}, async (context) => {
		const [outcome] = await Promise.all([unfinished && finishInPost(context, unfinished), commands && __nccwpck_require__.e(/* import() */ 96).then(__nccwpck_require__.bind(__nccwpck_require__, 8096)).then(({ cancelInPost }) => cancelInPost(context, access))]);
		if (trials) {
			const { endUnfinishedTrials } = await __nccwpck_require__.e(/* import() */ 675).then(__nccwpck_require__.bind(__nccwpck_require__, 3675));
			await endUnfinishedTrials(context, trials.launches);
		}
		return outcome;
	});
	return exit;
}
async function runToOutcome(deps, parts, story) {
	const { emit } = parts;
	const { closed, close, ...context } = compose(parts, deps);
	try {
		const outcome = await story(context);
		if (!outcome) return 0;
		emit({
			type: "concluded",
			at: deps.clock.now(),
			outcome
		});
		return exitOf(outcome);
	} catch (bug) {
		const stack = bug instanceof Error ? bug.stack ?? bug.message : String(bug);
		for (const line of stack.split("\n")) info(withoutCommands(line));
		error("This is a bug in ami-rollout, not in your group. An instance refresh that was started goes on in AWS. Please report the stack in the log.", { title: "AMI rollout: unexpected error" });
		return 1;
	} finally {
		await context.verifyRunner.end();
		await closed();
		close();
	}
}
function partsFor({ region, role }, { clock }, env) {
	if (!role) return {
		region,
		env,
		credentials: ambient(env)
	};
	const { arn, sessionName, audience } = role;
	const token = identityTokens(env, audience);
	return {
		region,
		env,
		credentials: assumedRole({
			arn,
			sessionName: sessionNameFrom(sessionName),
			region,
			env,
			clock,
			token,
			mask: setSecret,
			trace: traceFor(env)
		})
	};
}
async function verifyRunnerFor({ verifyRunner }, settings, { env, credentials }) {
	if (!runsVerify(settings.verify, settings.rollout.mode)) return noVerification;
	const begin = verifyRunner ?? (await __nccwpck_require__.e(/* import() */ 906).then(__nccwpck_require__.bind(__nccwpck_require__, 6906))).verifyByBash;
	const { verify, region } = settings;
	const aws = () => ({
		AWS_REGION: region,
		AWS_DEFAULT_REGION: region,
		...credentials.variables()
	});
	return begin({
		command: verify,
		env,
		aws,
		output: (line) => info(withoutCommands(`  verify | ${line}`))
	});
}
async function onInstanceFor(inputs) {
	if (!runsVerify(inputs.verifyOnInstance, inputs.rollout.mode)) return {};
	const { onInstanceOf } = await __nccwpck_require__.e(/* import() */ 96).then(__nccwpck_require__.bind(__nccwpck_require__, 8096));
	return { onInstance: onInstanceOf(inputs, accessOf(inputs)) };
}
function reporters(env, { region, summary }) {
	const { summaryFile, stepSummary, reportFile } = runLinksFrom(env);
	const paths = summary && stepSummary !== void 0 ? [stepSummary, summaryFile] : [summaryFile];
	const run = runFrom(env, region);
	return [
		logReporter(info, {
			colour: !env["NO_COLOR"],
			run
		}),
		annotationReporter(run),
		summaryReporter({
			paths,
			run
		}),
		jsonReporter({
			path: reportFile,
			run
		})
	];
}
function outputs(env, { region }) {
	const { reportFile, summaryFile } = runLinksFrom(env);
	return outputReporter({
		reportFile,
		summaryFile,
		run: runFrom(env, region)
	});
}
function runFrom(env, region) {
	return {
		...runLinksFrom(env),
		region
	};
}



/***/ }),

/***/ 1855:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6998);
var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6760);


// src/index.ts
const POST_WATCHES = 24e4;
if ((0,node_path__WEBPACK_IMPORTED_MODULE_1__.basename)(process.argv[1] ?? "") === "post.js") {
	const time = new AbortController();
	setTimeout(() => time.abort("the time for post steps"), POST_WATCHES).unref();
	process.exitCode = await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.n)({
		clock: _action_js__WEBPACK_IMPORTED_MODULE_0__.Da,
		stop: time.signal
	}, process.env);
} else process.exitCode = await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.t)({
	clock: _action_js__WEBPACK_IMPORTED_MODULE_0__.Da,
	stop: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ea)()
}, process.env);
process.stdout.write("", () => process.exit());


__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(1855);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
