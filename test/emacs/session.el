;;; One session of Emacs with Eglot, set up by the block of docs/editors.md in $LINTEL_INIT.  -*- lexical-binding: t -*-
;; What the user would see and get is written as JSON to $LINTEL_REPORT; emacs.test.ts judges it.
(require 'package)
(package-initialize)
(require 'json)
(load (getenv "LINTEL_INIT") nil t)

(setq eglot-autoshutdown nil
      eglot-connect-timeout 120
      eglot-confirm-server-initiated-edits nil
      flymake-no-changes-timeout nil)

(defun session-wait-for (what ready)
  "Wait until READY returns something, and return that; WHAT says what is missing when it never does."
  (let ((end (+ (float-time) 120)) answer)
    (while (not (or (setq answer (funcall ready)) (> (float-time) end)))
      (accept-process-output nil 0.05))
    (or answer (error "Waited in vain for %s" what))))

(defun session-findings (pattern)
  "The findings of the current buffer whose message matches PATTERN."
  (flymake-start)
  (accept-process-output nil 0.05)
  (seq-filter (lambda (finding) (string-match-p pattern (flymake-diagnostic-text finding)))
              (flymake-diagnostics)))

(defun session-open (path pattern)
  "Visit PATH as a user does, and return its first finding that matches PATTERN."
  (switch-to-buffer (find-file-noselect path))
  ;; Eglot connects after the command that visited the file.
  (run-hooks 'post-command-hook)
  (session-wait-for "the server" (lambda () (eglot-current-server)))
  (car (session-wait-for (concat pattern " in " path) (lambda () (session-findings pattern)))))

(defun session-shown (finding)
  (list (cons 'line (line-number-at-pos (flymake-diagnostic-beg finding)))
        (cons 'message (flymake-diagnostic-text finding))))

(defun session-hover (finding)
  (goto-char (flymake-diagnostic-beg finding))
  (let ((answer (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
    (plist-get (plist-get answer :contents) :value)))

(defun session-fix (finding pattern)
  "Take the quick fix whose title matches PATTERN, as `eglot-code-actions' does when it is chosen."
  (let* ((actions (eglot-code-actions (flymake-diagnostic-beg finding) (flymake-diagnostic-end finding)))
         (chosen (seq-find (lambda (action)
                             (and (plist-get action :edit) (string-match-p pattern (plist-get action :title))))
                           actions)))
    (unless chosen
      (error "No action matches %s in %S" pattern (mapcar (lambda (action) (plist-get action :title)) actions)))
    ;; Asked whether a file that is not open may change, the person says yes.
    (cl-letf (((symbol-function 'y-or-n-p) #'always))
      (eglot--apply-workspace-edit (plist-get chosen :edit)))))

(defun session-text () (buffer-substring-no-properties (point-min) (point-max)))

(defun session-run ()
  "Return the report."
  (let (report)
    (cl-flet ((keep (name value) (push (cons name value) report)))
      (let ((major (session-open "Gemfile.lock" ": connection_pool ")))
        (keep 'major (session-shown major))
        (keep 'lockHover (session-hover major))
        (session-fix major "[Pp]in")
        (keep 'lock (session-text))
        (with-current-buffer (find-buffer-visiting "Gemfile") (keep 'gemfile (session-text))))
      (let ((call (session-open "app/workers/catalog_import_worker.rb" "UNLINK")))
        (keep 'call (session-shown call))
        (keep 'rubyHover (session-hover call))
        (session-fix call "UNLINK")
        ;; Eglot tells the server of a change once the person pauses, which nobody does here.
        (eglot--signal-textDocument/didChange)
        (keep 'ruby (session-text))
        (session-wait-for "the finding to go" (lambda () (null (session-findings "UNLINK"))))))
    report))

(let ((report (condition-case problem (session-run)
                (error (list (cons 'error (error-message-string problem)))))))
  (with-temp-file (getenv "LINTEL_REPORT") (insert (json-encode report))))
(kill-emacs)
