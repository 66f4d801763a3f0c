# PowerShell completion for layers. Written by `python -m layers_cli.reference`; not to be edited.
#
# No process is started: the commands stand below, ids come from a file that `layers` keeps.

Register-ArgumentCompleter -Native -CommandName @('layers', 'layers-cli') -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $table = @{
@TABLE@
    }
    $help = @("-h`tShow this message and exit.", "--help`tShow this message and exit.")
    $shared = @(
@SHARED@
    )
    $sharedTakes = '@SHARED_TAKES@'
    $topics = @(
@TOPICS@
    )

    $path = ''
    $given = @()
    $option = ''
    $ended = $false
    $profileName = if ($env:LAYERS_PROFILE) { $env:LAYERS_PROFILE } else { '_' }
    $url = "$env:LAYERS_BASE_URL"
    $cur = $wordToComplete
    $takesOf = { param($name) $entry = $table[$name]; if ($entry.Alone) { $entry.Takes } else { $entry.Takes + $sharedTakes } }
    $namesOf = { param($lines) @($lines | ForEach-Object { ($_ -split "`t", 2)[0] }) }

    $elements = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition })
    foreach ($element in $elements) {
        $word = $element.Extent.Text.Trim([char[]]@([char]39, [char]34))
        if ($option) {
            if ($option -ceq '--profile') { $profileName = $word }
            if ($option -ceq '--base-url') { $url = $word }
            $option = ''
        } elseif ($word -ceq '--') {
            $ended = $true
        } elseif ($word -ceq '--sandbox') {
            $profileName = 'sandbox'
        } elseif (-not $ended -and $word.StartsWith('-')) {
            if ((& $takesOf $path).Contains(" $word=")) { $option = $word }
            if ($word.StartsWith('--profile=')) { $profileName = $word.Substring(10) }
            if ($word.StartsWith('--base-url=')) { $url = $word.Substring(11) }
        } elseif ((& $namesOf $table[$path].Commands) -ccontains $word) {
            $path = "$path $word".Trim()
        } else {
            $given += $word
        }
    }

    $before = ''
    if (-not $option -and -not $ended -and $cur -match '^(--[a-z-]+)=(.*)$') {
        if ((& $takesOf $path).Contains(" $($Matches[1])=")) {
            $option = $Matches[1]
            $before = "$option="
            $cur = $Matches[2]
        }
    }

    $entry = $table[$path]
    $options = @($entry.Options) + $help
    if (-not $entry.Alone) { $options += $shared }
    $options = @($options | Where-Object { $_ })
    $offer = ''
    $lines = @()
    if ($option) {
        $takes = & $takesOf $path
        $start = $takes.IndexOf(" $option=") + $option.Length + 2
        $offer = $takes.Substring($start, $takes.IndexOf(' ', $start) - $start)
    } elseif (-not $ended -and $cur.StartsWith('-')) {
        $lines = $options
    } elseif ($entry.Commands.Count) {
        $lines = $entry.Commands
    } elseif ($entry.Arguments.Count) {
        $last = $entry.Arguments[[Math]::Min($given.Count, $entry.Arguments.Count - 1)]
        if ($given.Count -lt $entry.Arguments.Count -or $last.EndsWith('*')) { $offer = $last.TrimEnd('*') }
    } elseif (-not $cur) {
        $lines = $options
    }

    $kinds = @()
    # The words of an offer have commas between; those with @ stand for what they name.
    foreach ($each in $offer -split ',') {
        switch -Regex -CaseSensitive ($each) {
            '^$|^-$' { break }
            '^@(files|folders)$' { break } # PowerShell completes them itself where nothing is offered
            '^@paths$' {
                $below = $given -join ' '
                if (-not $below) { $lines = $topics }
                if ($table.ContainsKey($below)) { $lines = @($lines) + @($table[$below].Commands) }
                break
            }
            '^@' { $kinds += $each.Substring(1); break }
            default { $lines += $each }
        }
    }

    if ($kinds.Count) {
        $folder = if ($env:LAYERS_CACHE_DIR) { $env:LAYERS_CACHE_DIR }
        elseif ($env:LOCALAPPDATA) { Join-Path $env:LOCALAPPDATA 'layers-cli\Cache' }
        elseif ($IsMacOS) { Join-Path $HOME 'Library/Caches/layers-cli' }
        elseif ($env:XDG_CACHE_HOME) { Join-Path $env:XDG_CACHE_HOME 'layers-cli' }
        else { Join-Path $HOME '.cache/layers-cli' }
        if ($profileName -cne 'sandbox' -and $url) { $profileName += '@' + ($url -creplace '[^A-Za-z0-9.-]', '_') }
        $folder = Join-Path (Join-Path $folder 'seen') $profileName
        foreach ($kind in $kinds) {
            $file = Join-Path $folder $kind
            if (Test-Path -LiteralPath $file -PathType Leaf) {
                $lines += @([System.IO.File]::ReadAllLines($file) | Where-Object { $_ -cmatch '^[A-Za-z0-9_-]+\t' })
            }
        }
    }

    foreach ($line in $lines) {
        $word, $text = $line -split "`t", 2
        if (-not $word -or -not $word.StartsWith($cur, [StringComparison]::Ordinal)) { continue }
        if (-not $text) { $text = $word }
        [System.Management.Automation.CompletionResult]::new("$before$word", $word, 'ParameterValue', $text)
    }
}
