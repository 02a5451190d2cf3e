/**
 * What Run Command's documents run in place of the user's script: it carries the script encoded, so that neither the
 * document nor the shell changes it (the agent replaces `{{ssm:…}}`), and shows the end of its output, since Systems Manager
 * keeps only the beginning. Pure.
 */

/** Bytes of output that are shown. */
const SHOWN = 8_192

/** The exit code by which a script asks the agent to reboot the instance, which Systems Manager counts as no failure (send-commands-reboot). */
const REBOOT = { shell: 194, windows: 3010 } as const

/** `seconds`: the script is ended when it has run so long. */
export interface WrapperOptions {
  readonly isWindows: boolean
  readonly seconds: number
}

/** The text that the document runs. */
export const wrapperFor = (script: string, { isWindows, seconds }: WrapperOptions): string =>
  isWindows ? powerShell(script, seconds) : shell(script, seconds)

/**
 * For AWS-RunShellScript, which runs it by `sh` as root. The output goes to a file: through a pipe, a daemon that the
 * script leaves behind would keep the command from its end. macOS has no `timeout`, and `base64 -D`.
 */
const shell = (script: string, seconds: number): string => `d=$(mktemp -d) || exit 1
trap 'rm -rf "$d"' EXIT
printf '%s' '${base64(script)}' >"$d/encoded"
base64 -d <"$d/encoded" >"$d/script" 2>"$d/output" || base64 -D <"$d/encoded" >"$d/script" 2>>"$d/output" || { cat "$d/output"; exit 1; }
set -- bash -euo pipefail "$d/script"
if command -v timeout >/dev/null 2>&1; then set -- timeout -k 5 ${seconds} "$@"; fi
"$@" >"$d/output" 2>&1 </dev/null
code=$?
tail -c ${SHOWN} "$d/output"
if [ "$code" -eq ${REBOOT.shell} ]; then
  printf '\\n%s\\n' 'Exit code ${REBOOT.shell} asks Systems Manager for a reboot, so it counts as a failure.'
  code=1
fi
exit "$code"
`

/** For AWS-RunPowerShellScript, which runs it as SYSTEM. A script of its own process, so that it cannot change what follows. */
const powerShell = (
  script: string,
  seconds: number,
): string => `$directory = Join-Path ([IO.Path]::GetTempPath()) ('ami-rollout-' + [Guid]::NewGuid())
New-Item -ItemType Directory -Path $directory | Out-Null
$file = Join-Path $directory 'script.ps1'
$output = Join-Path $directory 'output.txt'
$errors = Join-Path $directory 'errors.txt'
$code = 1
try {
  $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${base64(`$ErrorActionPreference = 'Stop'\n${script}`)}'))
  [IO.File]::WriteAllText($file, $text, (New-Object Text.UTF8Encoding $true))
  $arguments = '-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "' + $file + '"'
  $process = Start-Process powershell.exe -ArgumentList $arguments -NoNewWindow -PassThru -RedirectStandardOutput $output -RedirectStandardError $errors
  $handle = $process.Handle
  if ($process.WaitForExit(${seconds * 1000})) { $code = $process.ExitCode } else { $process.Kill(); $code = 124 }
  $all = (Get-Content -Raw $output) + (Get-Content -Raw $errors)
  if ($all.Length -gt ${SHOWN}) { $all = $all.Substring($all.Length - ${SHOWN}) }
  Write-Output $all
} finally {
  Remove-Item -Recurse -Force $directory -ErrorAction SilentlyContinue
}
if ($code -eq ${REBOOT.windows}) {
  Write-Output 'Exit code ${REBOOT.windows} asks Systems Manager for a reboot, so it counts as a failure.'
  $code = 1
}
exit $code
`

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
