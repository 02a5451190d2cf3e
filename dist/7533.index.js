export const id = 7533;
export const ids = [7533];
export const modules = {

/***/ 7533:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  finishInPost: () => (/* binding */ finishInPost)
});
var _rollout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2330);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);


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
		await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.x)(context, left.operation.group, settings.run);
		return;
	}
	if ("problem" in operation) {
		const rollout = (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.st)(left.operation);
		const rollback = {
			how: "leave",
			end: "failed",
			failure: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.$)(operation.problem)
		};
		return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.s)(context, {
			rollout,
			settings,
			failure,
			rollback,
			replaced: 0
		});
	}
	const rollback = operation.undoes !== void 0 || operation.type !== "refresh" ? await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.h)(context, operation, {
		failed: {
			failure,
			settings
		},
		result: await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__._)(context, operation, settings)
	}) : await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.m)(context, operation, {
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
	return (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.s)(context, {
		rollout: (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.st)(operation),
		operation,
		settings,
		failure,
		rollback,
		replaced: 0
	});
}
async function begun({ reads, ...context }, { operation, settings }) {
	if (operation.type !== "not-started") return operation;
	const retrying = {
		...context,
		reads: reads.retrying({
			limit: settings.timeout,
			throttled: settings.timeout,
			stop: context.stop
		})
	};
	const found = await (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.y)(retrying, operation).catch(_action_js__WEBPACK_IMPORTED_MODULE_1__.Wn);
	if (typeof found === "object") return { problem: found };
	return found === void 0 ? void 0 : (0,_rollout_js__WEBPACK_IMPORTED_MODULE_0__.ct)(found, operation);
}



/***/ })

};
