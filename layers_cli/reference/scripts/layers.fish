# fish completion for layers. Written by `python -m layers_cli.reference`; not to be edited.
#
# No process is started: the commands stand below, ids come from a file that `layers` keeps.

function __layers_at --no-scope-shadowing
    # What can follow the command $argv[1]: sets the variables that `__layers_complete` declares.
    set commands
    set options \
        '-h'\t'Show this message and exit.' \
        '--help'\t'Show this message and exit.'
    set takes ' '
    set arguments
    set shared 1
    switch $argv[1]
@TABLE@
    end
    if test -n "$shared"
        set options $options \
@SHARED@
        set takes "$takes"'@SHARED_TAKES@'
    end
end

function __layers_seen
    # Prints the ids last seen in the files $argv[3..], each with its hook; $argv[1] is the profile.
    set -l folder $LAYERS_CACHE_DIR
    if test -z "$folder"
        if test (uname) = Darwin
            set folder $HOME/Library/Caches/layers-cli
        else if test -n "$XDG_CACHE_HOME"
            set folder $XDG_CACHE_HOME/layers-cli
        else
            set folder $HOME/.cache/layers-cli
        end
    end
    set -l place $argv[1]
    if test "$place" != sandbox -a -n "$argv[2]"
        set place $place@(string replace -ar '[^A-Za-z0-9.-]' _ -- $argv[2])
    end
    for kind in $argv[3..]
        if test -r $folder/seen/$place/$kind
            string match -r '^[A-Za-z0-9_-]+\t.*' <$folder/seen/$place/$kind
        end
    end
end

function __layers_offer --no-scope-shadowing
    # Prints the words of $argv[1], which have commas between; those with @ stand for what they name.
    for offered in (string split , -- $argv[1])
        switch $offered
            case @files
                __fish_complete_path $cur
            case @folders
                __fish_complete_directories $cur
            case @paths
                if test -z "$given"
                    printf '%s\n' \
@TOPICS@
                end
                __layers_at "$given"
                printf '%s\n' $commands
            case '@*'
                __layers_seen $profile "$url" (string sub -s 2 -- $offered)
            case '*'
                printf '%s\n' $offered
        end
    end
end

function __layers_complete
    set -l tokens (commandline -opc)
    set -l cur (commandline -ct)
    set -l commands
    set -l options
    set -l takes ' '
    set -l arguments
    set -l shared 1
    set -l name
    set -l option
    set -l given
    set -l ended
    set -l before
    set -l profile _
    test -n "$LAYERS_PROFILE"; and set profile $LAYERS_PROFILE
    set -l url $LAYERS_BASE_URL
    __layers_at ''
    for word in $tokens[2..]
        if test -n "$option"
            test "$option" = --profile; and set profile $word
            test "$option" = --base-url; and set url $word
            set option
        else if test "$word" = --
            set ended 1
        else if test "$word" = --sandbox
            set profile sandbox
        else if test -z "$ended"; and string match -q -- '-*' $word
            string match -q -- "* $word=*" $takes; and set option $word
            string match -q -- '--profile=*' $word; and set profile (string replace -- --profile= '' $word)
            string match -q -- '--base-url=*' $word; and set url (string replace -- --base-url= '' $word)
        else if contains -- $word (string split -f 1 \t -- $commands)
            set name (string trim -- "$name $word")
            __layers_at $name
        else
            set given (string trim -- "$given $word")
            string match -q -- '*\*' "$arguments[1]"; or set -e arguments[1]
        end
    end
    if test -z "$option$ended"; and string match -qr -- '^--[a-z-]+=' $cur
        set -l named (string split -m 1 = -- $cur)
        if string match -q -- "* $named[1]=*" $takes
            set option $named[1]
            set before "$named[1]="
            set cur $named[2]
        end
    end
    if test -n "$option"
        set -l kinds (string match -r -- " $option=(\S*)" $takes)
        test -n "$kinds[-1]"; and __layers_offer $kinds[-1] | string replace -r '^' -- "$before"
    else if test -z "$ended"; and string match -q -- '-*' $cur
        printf '%s\n' $options
    else if test -n "$commands"
        printf '%s\n' $commands
    else if test -n "$arguments[1]" -a "$arguments[1]" != -
        __layers_offer (string replace -r '\*$' '' -- $arguments[1])
    else if test -z "$cur"
        printf '%s\n' $options
    end
end

complete -c layers -f -k -a '(__layers_complete)'
complete -c layers-cli -f -k -a '(__layers_complete)'
