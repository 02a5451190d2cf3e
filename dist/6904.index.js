export const id = 6904;
export const ids = [6904];
export const modules = {

/***/ 6904:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  fromEnv: () => (/* reexport safe */ _action_js__WEBPACK_IMPORTED_MODULE_0__.ur)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);



/***/ })

};
