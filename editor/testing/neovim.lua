-- Leads Neovim through the conversation of session.ts; SAGE_COMMAND is how the server is started.
local uri = vim.uri_from_bufnr(0)
local told = {}
local client = vim.lsp.start_client({
  name = "sage",
  cmd = vim.split(os.getenv("SAGE_COMMAND"), "\t"),
  root_dir = vim.fn.getcwd(),
  handlers = {
    ["textDocument/publishDiagnostics"] = function(_, result)
      told = result.diagnostics
    end,
  },
})
vim.lsp.buf_attach_client(0, client)

local function fail(message)
  vim.fn.writefile({ "failed: " .. message }, "outcome.txt")
  vim.cmd("qa!")
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000)
  local answer = answers and answers[client]
  if not answer or answer.error then
    fail(method .. ": " .. vim.inspect(answer))
  end
  return answer.result
end

local function codes()
  return table.concat(vim.tbl_map(function(each) return each.code end, told), " ")
end

local function wait(expected)
  if not vim.wait(20000, function() return codes() == expected end, 20) then
    fail("expected " .. expected .. ", was told " .. codes())
  end
end

wait(os.getenv("SAGE_CODES"))
for remaining = #told, 1, -1 do
  local problem = told[1]
  local actions = ask("textDocument/codeAction", {
    textDocument = { uri = uri },
    range = problem.range,
    context = { diagnostics = { problem } },
  })
  vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
  if not vim.wait(20000, function() return #told == remaining - 1 end, 20) then
    fail("still told " .. codes())
  end
end

local at = vim.split(os.getenv("SAGE_RENAME"), " ")
local position = { line = tonumber(at[1]), character = tonumber(at[2]) }
local renamed = ask("textDocument/rename", {
  textDocument = { uri = uri },
  position = position,
  newName = at[3],
})
vim.lsp.util.apply_workspace_edit(renamed, "utf-16")

local hover = ask("textDocument/hover", { textDocument = { uri = uri }, position = position })
local edits = ask("textDocument/formatting", {
  textDocument = { uri = uri },
  options = { tabSize = 2, insertSpaces = true },
})
vim.lsp.util.apply_text_edits(edits, 0, "utf-16")
vim.cmd("silent write")
vim.fn.writefile(vim.split(hover.contents.value, "\n"), "outcome.txt")
vim.lsp.stop_client(client)
vim.wait(200)
vim.cmd("qa!")
