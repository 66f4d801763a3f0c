# bash completion for layers. Written by `python -m layers_cli.reference`; not to be edited.
#
# No process is started: the commands stand below, ids come from a file that `layers` keeps.

_layers_at() {
    # What can follow the command $1: sets the variables that `_layers` declares.
    commands= options='-h --help' takes=' ' arguments= shared=1
    case $1 in
        '')
            commands='content gallery review jobs campaign upload posts accounts hooks influencer media whence project auth whoami credits webhooks config sandbox doctor ci explain completion api schema help'
            options+=' --version'
            ;;
        'content')
            commands='generate again history get view list progress approve reject decide caption schedule publish download open'
            shared=
            ;;
        'content generate')
            options+=' --hook --format --variants --media --influencer --account --watch --no-watch --no-wait --handoff --timeout --download --name --sidecar --no-sidecar -f --force --idempotency-key --force-new -n --dry-run --max-credits -y --yes --unescape --api-dialect --preview --web'
            takes+='--hook= --format=slideshow-builder,ugc-remix --variants= --media= --influencer=@influencers --account=@accounts --handoff=@files --timeout= --download=@folders --name= --idempotency-key= --max-credits= --api-dialect=auto,content,per-format '
            ;;
        'content again')
            options+=' --hook --variants --watch --no-watch --no-wait --timeout --download --name --sidecar --no-sidecar -f --force --idempotency-key --force-new -n --dry-run --max-credits -y --yes --unescape --preview --web'
            takes+='--hook= --variants= --timeout= --download=@folders --name= --idempotency-key= --max-credits= '
            arguments='@containers'
            ;;
        'content history')
            arguments='@containers'
            ;;
        'content get')
            options+=' --preview --web'
            arguments='@containers*'
            ;;
        'content view')
            arguments='@containers*'
            ;;
        'content list')
            options+=' --status --format --creative-type --approval --since --until --limit --all --cursor'
            takes+='--status=queued,processing,completed,failed,canceled --format=slideshow-builder,ugc-remix --creative-type=generated,uploaded --approval=not_required,pending,approved,rejected --since= --until= --limit= --cursor= '
            ;;
        'content progress')
            arguments='@containers'
            ;;
        'content approve')
            options+=' --note --from -y --yes'
            takes+='--note= --from=@files '
            arguments='@containers*'
            ;;
        'content reject')
            options+=' --reason --from --max-credits -y --yes'
            takes+='--reason= --from=@files --max-credits= '
            arguments='@containers*'
            ;;
        'content decide')
            options+=' --resume --results -n --dry-run --max-credits -y --yes'
            takes+='--results=@files --max-credits= '
            arguments='@files'
            ;;
        'content caption')
            arguments='@containers -'
            ;;
        'content schedule')
            options+=' --at --to --timezone --every --at-times --spread --mode --caption --first-comment --privacy --no-comments --no-duet --no-stitch --music --share-to-feed --no-share-to-feed -n --dry-run --idempotency-key --force-new'
            takes+='--at= --to=@accounts --timezone= --every= --at-times= --spread= --mode=publish,draft,managed --caption= --first-comment= --privacy=public,friends,followers,self --music=none,auto,@tracks --idempotency-key= '
            arguments='@containers*'
            ;;
        'content publish')
            options+=' --to --mode --caption --first-comment --privacy --no-comments --no-duet --no-stitch --music --share-to-feed --no-share-to-feed -n --dry-run --idempotency-key --force-new -y --yes'
            takes+='--to=@accounts --mode=publish,draft,managed --caption= --first-comment= --privacy=public,friends,followers,self --music=none,auto,@tracks --idempotency-key= '
            arguments='@containers*'
            ;;
        'content download')
            options+=' --all --since -o --output --name -f --force --skip-existing --sidecar --no-sidecar --jobs'
            takes+='--since= -o=@folders --output=@folders --name= --jobs= '
            arguments='@containers*'
            ;;
        'content open')
            arguments='@containers'
            ;;
        'gallery')
            options+=' --all --since --campaign -o --output --budget --embed-video --link --serve -f --force --web'
            takes+='--since= --campaign=@files -o=@files --output=@files --budget= '
            arguments='@containers*'
            ;;
        'review')
            options+=' --pending --since --campaign --limit'
            takes+='--since= --campaign=@files --limit= '
            arguments='@containers*'
            ;;
        'jobs')
            commands='watch collect get list resume forget cancel'
            shared=
            ;;
        'jobs watch')
            options+=' --timeout --download --name --sidecar --no-sidecar -f --force --preview --web'
            takes+='--timeout= --download=@folders --name= '
            arguments='@jobs,@containers*'
            ;;
        'jobs collect')
            options+=' --timeout --download --name --sidecar --no-sidecar -f --force --preview --web'
            takes+='--timeout= --download=@folders --name= '
            arguments='@files'
            ;;
        'jobs get')
            arguments='@jobs'
            ;;
        'jobs list')
            options+=' --unfinished --since --limit --all'
            takes+='--since= --limit= '
            ;;
        'jobs resume')
            options+=' --all --watch --no-watch --timeout --force-new'
            takes+='--timeout= '
            arguments='@jobs,@containers*'
            ;;
        'jobs forget')
            options+=' --all -y --yes'
            arguments='@jobs,@containers*'
            ;;
        'jobs cancel')
            arguments='@jobs'
            ;;
        'campaign')
            commands='init lint plan apply status pause resume cancel retry-failed collect report forget migrate worker'
            shared=
            ;;
        'campaign init')
            options+=' -f --force'
            arguments='@files'
            ;;
        'campaign lint')
            options+=' --map --sheet --encoding --format'
            takes+='--map= --sheet= --encoding= --format=slideshow-builder,ugc-remix '
            arguments='@files'
            ;;
        'campaign plan')
            options+=' -o --output --map --sheet --encoding --format --name -f --force'
            takes+='-o=@files --output=@files --map= --sheet= --encoding= --format=slideshow-builder,ugc-remix --name=@campaigns '
            arguments='@files'
            ;;
        'campaign apply')
            options+=' --results -y --yes --limit --shard --max-credits --max-failures --concurrency --rate --watch --no-watch --download --timeout'
            takes+='--results=@files --limit= --shard= --max-credits= --max-failures= --concurrency= --rate= --download=@folders --timeout= '
            arguments='@files'
            ;;
        'campaign status')
            arguments='@campaigns'
            ;;
        'campaign pause')
            arguments='@campaigns'
            ;;
        'campaign resume')
            options+=' --max-credits --max-failures --concurrency --rate --watch --no-watch --download --timeout'
            takes+='--max-credits= --max-failures= --concurrency= --rate= --download=@folders --timeout= '
            arguments='@campaigns'
            ;;
        'campaign cancel')
            options+=' -y --yes'
            arguments='@campaigns'
            ;;
        'campaign retry-failed')
            options+=' -y --yes --concurrency --rate --watch --no-watch --download --timeout'
            takes+='--concurrency= --rate= --download=@folders --timeout= '
            arguments='@campaigns'
            ;;
        'campaign collect')
            options+=' --watch --no-watch --download --timeout'
            takes+='--download=@folders --timeout= '
            arguments='@campaigns'
            ;;
        'campaign report')
            options+=' --merge -o --output'
            takes+='-o=@files --output=@files '
            arguments='@campaigns,@files*'
            ;;
        'campaign forget')
            options+=' -y --yes'
            arguments='@campaigns'
            ;;
        'campaign migrate')
            options+=' --application-role'
            takes+='--application-role= '
            ;;
        'campaign worker')
            options+=' --rate --concurrency --drain'
            takes+='--rate= --concurrency= '
            ;;
        'upload')
            options+=' --as --caption --caption-file --manifest --encoding --sheet --jobs --again --resume -n --dry-run --idempotency-key --force-new'
            takes+='--as=post,slideshow,each --caption= --caption-file=@files --manifest=@files --encoding= --sheet= --jobs= --idempotency-key= '
            arguments='@files*'
            ;;
        'posts')
            commands='list get watch reschedule cancel open music export'
            shared=
            ;;
        'posts list')
            options+=' --status --account --container --since --until --today --week --timezone --calendar --limit --all --cursor'
            takes+='--status=queued,publishing,draft,published,failed,canceled --account=@accounts --container=@containers --since= --until= --timezone= --limit= --cursor= '
            ;;
        'posts get')
            arguments='@posts'
            ;;
        'posts watch')
            options+=' --timeout'
            takes+='--timeout= '
            arguments='@posts*'
            ;;
        'posts reschedule')
            options+=' --at --timezone'
            takes+='--at= --timezone= '
            arguments='@posts*'
            ;;
        'posts cancel')
            options+=' --reason -y --yes'
            takes+='--reason= '
            arguments='@posts*'
            ;;
        'posts open')
            arguments='@posts'
            ;;
        'posts music')
            ;;
        'posts export')
            options+=' --ics --status --account --since --until -f --force'
            takes+='--ics=@files --status=queued,publishing,draft,published,failed,canceled --account=@accounts --since= --until= '
            ;;
        'accounts')
            commands='list connect status disconnect'
            shared=
            ;;
        'accounts list')
            options+=' --platform --status --limit --all --cursor'
            takes+='--platform=tiktok,instagram --status=connected,reauth_required,disconnected --limit= --cursor= '
            ;;
        'accounts connect')
            options+=' --web --watch --no-watch --no-wait --timeout'
            takes+='--timeout= '
            arguments='tiktok,instagram,@accounts'
            ;;
        'accounts status')
            arguments='-'
            ;;
        'accounts disconnect')
            options+=' -y --yes'
            arguments='@accounts*'
            ;;
        'hooks')
            ;;
        'influencer')
            commands='list get create clone update delete'
            shared=
            ;;
        'influencer list')
            options+=' --status --limit --all --cursor'
            takes+='--status=pending,training,ready,failed --limit= --cursor= '
            ;;
        'influencer get')
            arguments='@influencers'
            ;;
        'influencer create')
            options+=' --gender --age-range --prompt --watch --no-watch --no-wait --timeout --idempotency-key'
            takes+='--gender=male,female,non_binary --age-range=teen,young_adult,adult,mid_adult,mature,senior --prompt= --timeout= --idempotency-key= '
            ;;
        'influencer clone')
            options+=' --name --gender --age-range --voice --language --watch --no-watch --no-wait --timeout --idempotency-key'
            takes+='--name= --gender=male,female,non_binary --age-range=teen,young_adult,adult,mid_adult,mature,senior --voice=authentic,witty,professional,warm,casual,educational --language= --timeout= --idempotency-key= '
            arguments='@influencers'
            ;;
        'influencer update')
            options+=' --name --gender --age-range --no-age-range --voice --language'
            takes+='--name= --gender=male,female,non_binary --age-range=teen,young_adult,adult,mid_adult,mature,senior --voice=authentic,witty,professional,warm,casual,educational --language= '
            arguments='@influencers'
            ;;
        'influencer delete')
            options+=' --reason -y --yes'
            takes+='--reason= '
            arguments='@influencers*'
            ;;
        'media')
            commands='add list remove'
            shared=
            ;;
        'media add')
            options+=' --idempotency-key'
            takes+='--idempotency-key= '
            arguments='logo,screenshot,demo-video,end-card @files'
            ;;
        'media list')
            options+=' --limit --all --cursor'
            takes+='--limit= --cursor= '
            ;;
        'media remove')
            arguments='*'
            ;;
        'whence')
            arguments='@files'
            ;;
        'project')
            commands='list get create update archive review use'
            shared=
            ;;
        'project list')
            options+=' --status --search --external-id --limit --all --cursor'
            takes+='--status= --search= --external-id= --limit= --cursor= '
            ;;
        'project get')
            arguments='@projects'
            ;;
        'project create')
            options+=' --name --timezone --app-name --app-description --tagline --language --external-id'
            takes+='--name= --timezone= --app-name= --app-description= --tagline= --language= --external-id= '
            ;;
        'project update')
            options+=' --name --timezone --app-name --app-description --tagline --language --external-id --review --first-n'
            takes+='--name= --timezone= --app-name= --app-description= --tagline= --language= --external-id= --review=auto_approve,review_first_n,review_all --first-n= '
            arguments='@projects'
            ;;
        'project archive')
            options+=' -y --yes'
            arguments='@projects'
            ;;
        'project review')
            commands='show set'
            shared=
            ;;
        'project review show')
            arguments='@projects'
            ;;
        'project review set')
            options+=' --first-n'
            takes+='--first-n= '
            arguments='auto_approve,review_first_n,review_all @projects'
            ;;
        'project use')
            arguments='@projects'
            ;;
        'auth')
            commands='login status logout'
            shared=
            ;;
        'auth login')
            options+=' --with-token --keyring'
            ;;
        'auth status')
            ;;
        'auth logout')
            ;;
        'whoami')
            ;;
        'credits')
            commands='show events'
            shared=
            ;;
        'credits show')
            ;;
        'credits events')
            options+=' --type --for-project --since --until --limit --all --cursor'
            takes+='--type=usage,refund,grant,purchase,adjustment,allocation --for-project=@projects --since= --until= --limit= --cursor= '
            ;;
        'webhooks')
            commands='list get create update delete rotate test deliveries replay'
            shared=
            ;;
        'webhooks list')
            options+=' --status --for-project --limit --all --cursor'
            takes+='--status=active,paused,auto_paused --for-project=@projects --limit= --cursor= '
            ;;
        'webhooks get')
            arguments='@webhooks'
            ;;
        'webhooks create')
            options+=' --event --description --for-project --all-children'
            takes+='--event=job.completed,job.failed,job.canceled,content.generated,content.approved,content.rejected,post.scheduled,post.published,post.failed,post.canceled,social_account.connected,social_account.needs_reauth,social_account.revoked,lease_request.assigned,lease_request.rejected,test.ping --description= --for-project=@projects '
            arguments='-'
            ;;
        'webhooks update')
            options+=' --url --event --description --status'
            takes+='--url= --event=job.completed,job.failed,job.canceled,content.generated,content.approved,content.rejected,post.scheduled,post.published,post.failed,post.canceled,social_account.connected,social_account.needs_reauth,social_account.revoked,lease_request.assigned,lease_request.rejected,test.ping --description= --status=active,paused '
            arguments='@webhooks'
            ;;
        'webhooks delete')
            options+=' -y --yes'
            arguments='@webhooks*'
            ;;
        'webhooks rotate')
            arguments='@webhooks'
            ;;
        'webhooks test')
            options+=' --data'
            takes+='--data= '
            arguments='@webhooks'
            ;;
        'webhooks deliveries')
            options+=' --status --event --limit --all --cursor'
            takes+='--status=pending,delivering,delivered,failed,abandoned --event=job.completed,job.failed,job.canceled,content.generated,content.approved,content.rejected,post.scheduled,post.published,post.failed,post.canceled,social_account.connected,social_account.needs_reauth,social_account.revoked,lease_request.assigned,lease_request.rejected,test.ping --limit= --cursor= '
            arguments='@webhooks'
            ;;
        'webhooks replay')
            arguments='-'
            ;;
        'config')
            commands='list get set unset path'
            shared=
            ;;
        'config list')
            options+=' --show-origin'
            ;;
        'config get')
            arguments='profile,base_url,api_key,project,organization,api_dialect,confirm_above,budget.daily,api_key_command'
            ;;
        'config set')
            arguments='profile,base_url,api_key,project,organization,api_dialect,confirm_above,budget.daily,api_key_command -'
            ;;
        'config unset')
            arguments='profile,base_url,api_key,project,organization,api_dialect,confirm_above,budget.daily,api_key_command'
            ;;
        'config path')
            ;;
        'sandbox')
            commands='serve start stop status open logs reset clock seed faults keys requests verify'
            shared=
            ;;
        'sandbox serve')
            options+=' --host --port --data --strict-fetch --allow-remote --rate-limits --create-rate --concurrent-jobs --credits --placeholders'
            takes+='--host= --port= --data=@folders --rate-limits=standard,pilot,partner --create-rate= --concurrent-jobs= --credits= '
            ;;
        'sandbox start')
            options+=' --data --export --rate-limits --create-rate --concurrent-jobs --credits --placeholders'
            takes+='--data=@folders --rate-limits=standard,pilot,partner --create-rate= --concurrent-jobs= --credits= '
            ;;
        'sandbox stop')
            options+=' --data'
            takes+='--data=@folders '
            ;;
        'sandbox status')
            options+=' --data'
            takes+='--data=@folders '
            ;;
        'sandbox open')
            options+=' --data --no-browser'
            takes+='--data=@folders '
            ;;
        'sandbox logs')
            options+=' --data -f --follow -n --lines'
            takes+='--data=@folders -n= --lines= '
            ;;
        'sandbox reset')
            options+=' --data -y --yes'
            takes+='--data=@folders '
            ;;
        'sandbox clock')
            commands='show freeze resume advance scale'
            shared=
            ;;
        'sandbox clock show')
            options+=' --data'
            takes+='--data=@folders '
            ;;
        'sandbox clock freeze')
            options+=' --data'
            takes+='--data=@folders '
            ;;
        'sandbox clock resume')
            options+=' --data'
            takes+='--data=@folders '
            ;;
        'sandbox clock advance')
            options+=' --data'
            takes+='--data=@folders '
            arguments='-'
            ;;
        'sandbox clock scale')
            options+=' --data'
            takes+='--data=@folders '
            arguments='-'
            ;;
        'sandbox seed')
            options+=' --data'
            takes+='--data=@folders '
            arguments='@files'
            ;;
        'sandbox faults')
            commands='list use add clear'
            shared=
            ;;
        'sandbox faults list')
            options+=' --data'
            takes+='--data=@folders '
            ;;
        'sandbox faults use')
            options+=' --data'
            takes+='--data=@folders '
            arguments='lost-reply,rate-limited,flaky,slow,half-fails,post-refused,token-expired,slow-posts,expired-upload'
            ;;
        'sandbox faults add')
            options+=' --data'
            takes+='--data=@folders '
            arguments='@files'
            ;;
        'sandbox faults clear')
            options+=' --data'
            takes+='--data=@folders '
            ;;
        'sandbox keys')
            commands='list mint kill'
            shared=
            ;;
        'sandbox keys list')
            options+=' --data'
            takes+='--data=@folders '
            ;;
        'sandbox keys mint')
            options+=' --scope --for-organization --data'
            takes+='--scope= --for-organization= --data=@folders '
            ;;
        'sandbox keys kill')
            options+=' --data'
            takes+='--data=@folders '
            arguments='-'
            ;;
        'sandbox requests')
            options+=' --method --path --status -f --follow --clear --data'
            takes+='--method= --path= --status= --data=@folders '
            ;;
        'sandbox verify')
            options+=' --once-per-key --no-duplicates --settled --once-per-body --keyed --posted-once --at-least --at-most --method --path --status --data'
            takes+='--at-least= --at-most= --method= --path= --status= --data=@folders '
            ;;
        'doctor')
            options+=' --bundle --with-hooks -f --force'
            takes+='--bundle=@files '
            ;;
        'ci')
            commands='init'
            shared=
            ;;
        'ci init')
            options+=' --provider -o --output -f --force'
            takes+='--provider=github,gitlab -o=@files --output=@files '
            ;;
        'explain')
            arguments='-'
            ;;
        'completion')
            options+=' --install'
            arguments='bash,zsh,fish,powershell'
            ;;
        'api')
            options+=' -f --raw-field -F --field -H --header --input --paginate -i --include --idempotency-key --force-new -y --yes'
            takes+='-f= --raw-field= -F= --field= -H= --header= --input=@files --idempotency-key= '
            arguments='- -'
            ;;
        'schema')
            arguments='*'
            ;;
        'help')
            arguments='@paths*'
            ;;
    esac
    if [[ $shared ]]; then
        options+=' --json --jsonl --csv --fields --query --template -q --quiet --sandbox --project --profile --organization --api-key-file --base-url --color --no-color --progress --accessible --retries --wait --ci --no-input -v --verbose --debug'
        takes+='--fields= --query= --template= --project=@projects --profile= --organization= --api-key-file= --base-url= --color=auto,always,never --progress=auto,plain,none --retries= --ci=github,gitlab,plain '
    fi
}

_layers_say() {
    # Offers the words of $1 that begin with what was typed.
    local word
    for word in $1; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
    done
}

_layers_seen() {
    # Offers the ids last seen in the files $@, too; beside several stand their hooks.
    local folder=${LAYERS_CACHE_DIR:-} kind id text only='[^A-Za-z0-9_-]'
    local -a ids=() lines=()
    if [[ ! $folder ]]; then
        case $OSTYPE in
            darwin*) folder=$HOME/Library/Caches/layers-cli ;;
            msys* | cygwin*) folder=$LOCALAPPDATA/layers-cli/Cache ;;
            *) folder=${XDG_CACHE_HOME:-$HOME/.cache}/layers-cli ;;
        esac
    fi
    [[ $profile != sandbox && $url ]] && profile+=@${url//[^A-Za-z0-9.-]/_}
    for kind; do
        [[ -r $folder/seen/$profile/$kind ]] || continue
        while IFS=$'\t' read -r id text; do
            [[ $id == "$cur"* && ! $id =~ $only && $id ]] || continue
            ids+=("$id")
            lines+=("$id  $text")
        done <"$folder/seen/$profile/$kind"
    done
    # Menu completion inserts what it is given: then it gets ids alone.
    if ((${#ids[@]} > 1)) && [[ $COMP_TYPE != 37 && $COMP_TYPE != 42 ]]; then
        COMPREPLY+=("${lines[@]}")
    else
        COMPREPLY+=(${ids[@]+"${ids[@]}"})
    fi
    compopt -o nosort 2>/dev/null
}

_layers_offer() {
    # Offers the words of $1, which have commas between; those with @ stand for what they name.
    local each
    local -a seen=()
    for each in ${1//,/ }; do
        case $each in
            @files) compopt -o default 2>/dev/null ;;
            @folders) compopt -o dirnames 2>/dev/null ;;
            @paths)
                [[ $given ]] || _layers_say 'exit-codes environment formatting scripting ci downloads sheets workers uploads paying-once sandbox security'
                _layers_at "$given"
                _layers_say "$commands"
                ;;
            @*) seen+=("${each#@}") ;;
            *) _layers_say "$each" ;;
        esac
    done
    ((${#seen[@]})) && _layers_seen "${seen[@]}"
}

_layers() {
    local IFS=$' \t\n' cur=${COMP_WORDS[COMP_CWORD]} i=1 word path= option= given= ended=
    local profile=${LAYERS_PROFILE:-_} url=${LAYERS_BASE_URL:-} value
    local commands options takes arguments shared
    COMPREPLY=()
    _layers_at ''
    while ((i < COMP_CWORD)); do
        word=${COMP_WORDS[i]}
        ((i += 1))
        if [[ $word == -- ]]; then
            ended=1
        elif [[ $word == --sandbox ]]; then
            profile=sandbox
        elif [[ $word == -* && ! $ended && $takes == *" $word="* ]]; then
            [[ ${COMP_WORDS[i]} == '=' && $i -lt $COMP_CWORD ]] && ((i += 1))
            ((i == COMP_CWORD)) && option=$word
            value=${COMP_WORDS[i]}
            [[ $word == --profile ]] && profile=$value
            [[ $word == --base-url ]] && url=$value
            ((i += 1))
        elif [[ $word == -* && ! $ended ]]; then
            :
        elif [[ " $commands " == *" $word "* ]]; then
            path=${path:+$path }$word
            _layers_at "$path"
        else
            given=${given:+$given }$word
            value=${arguments%%' '*}
            [[ $value == *'*' ]] || arguments=${arguments#"$value"}
            arguments=${arguments#' '}
        fi
    done
    if [[ $option ]]; then
        [[ $cur == '=' ]] && cur=
        value=${takes##*" $option="}
        _layers_offer "${value%%' '*}"
    elif [[ $cur == -* && ! $ended ]]; then
        _layers_say "$options"
    elif [[ $commands ]]; then
        _layers_say "$commands"
    elif [[ $arguments && $arguments != -* ]]; then
        value=${arguments%%' '*}
        _layers_offer "${value%'*'}"
    elif [[ ! $cur ]]; then
        _layers_say "$options"
    fi
}

complete -F _layers layers layers-cli
