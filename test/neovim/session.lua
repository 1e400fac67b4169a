-- One session of Neovim's own LSP client with `lintel lsp --stdio`, started by $LINTEL_INIT, the block of docs/editors.md. What the user
-- would see and get is written as JSON to $LINTEL_REPORT; neovim.test.ts judges it.
local root = vim.fn.getcwd()
local report = {}
local client

-- Debian's Neovim is 0.7. What the block uses of 0.8, by the manual of that.
if vim.fs == nil then
  vim.g.do_filetype_lua, vim.g.did_load_filetypes = 1, nil
  vim.fs = {
    dirname = function(path)
      return path and vim.fn.fnamemodify(path, ':h')
    end,
    -- Paths are taken as they are: a relative one ends at the working folder.
    find = function(names, options)
      local folder, child = options.path, nil
      while folder ~= child do
        for _, name in ipairs(names) do
          if vim.loop.fs_stat(folder .. '/' .. name) then
            return { folder .. '/' .. name }
          end
        end
        folder, child = vim.fn.fnamemodify(folder, ':h'), folder
      end
      return {}
    end,
  }
  vim.lsp.start = function(config)
    client = client or vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(0, client)
    return client
  end
end
vim.cmd('filetype on')
vim.cmd('luafile ' .. vim.fn.fnameescape(vim.env.LINTEL_INIT))

local function wait_for(what, ready)
  if not vim.wait(120000, ready, 50) then
    error('waited in vain for ' .. what)
  end
end

local function findings(buffer, pattern)
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.source == 'lintel' and diagnostic.message:match(pattern)
  end, vim.diagnostic.get(buffer))
end

-- Opens a file; returns its buffer and the first finding whose message matches.
local function open(path, pattern)
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  local buffer = vim.api.nvim_get_current_buf()
  for id, started in pairs(vim.lsp.buf_get_clients(buffer)) do
    client = id
    if started.config.root_dir ~= root then
      error('the project of ' .. path .. ' is taken to be ' .. tostring(started.config.root_dir))
    end
  end
  wait_for(pattern .. ' in ' .. path, function()
    return #findings(buffer, pattern) > 0
  end)
  return buffer, findings(buffer, pattern)[1]
end

-- Asks for the code actions on a diagnostic's line and applies the first one whose title matches, as vim.lsp.buf.code_action does.
local function fix(buffer, diagnostic, pattern)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = {
      start = { line = diagnostic.lnum, character = diagnostic.col },
      ['end'] = { line = diagnostic.end_lnum, character = diagnostic.end_col },
    },
    context = { diagnostics = {} },
  }
  local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, 120000)
  local titles = {}
  for _, action in ipairs(answers[client].result) do
    table.insert(titles, action.title)
    if action.edit and action.title:match(pattern) then
      vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
      return
    end
  end
  error('no action matches ' .. pattern .. ' in ' .. vim.inspect(titles))
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n') .. '\n'
end

local function hover(buffer, diagnostic)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    position = { line = diagnostic.lnum, character = diagnostic.col },
  }
  local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/hover', params, 120000)
  return answers[client].result.contents.value
end

local function shown(diagnostic)
  return { line = diagnostic.lnum + 1, message = diagnostic.message }
end

local function session()
  local lock, major = open('Gemfile.lock', '^connection_pool ')
  report.major = shown(major)
  report.lockHover = hover(lock, major)
  fix(lock, major, '[Pp]in')
  report.gemfile = text_of(vim.fn.bufnr(root .. '/Gemfile'))
  report.lock = text_of(lock)

  local ruby, call = open('app/workers/catalog_import_worker.rb', 'UNLINK')
  report.call = shown(call)
  report.rubyHover = hover(ruby, call)
  fix(ruby, call, 'UNLINK')
  report.ruby = text_of(ruby)
  wait_for('the finding to go', function()
    return #findings(ruby, 'UNLINK') == 0
  end)
end

local ok, problem = pcall(session)
if not ok then
  report.error = problem
end
vim.fn.writefile({ vim.fn.json_encode(report) }, vim.env.LINTEL_REPORT)
vim.lsp.stop_client(client)
vim.cmd('qall!')
